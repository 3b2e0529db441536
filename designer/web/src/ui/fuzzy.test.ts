import { expect, test } from "vitest";
import { fuzzy } from "./fuzzy";

const names = ["Decision table", "Deduplicate", "Filter", "Kafka stream", "Join with a table"];

test("beginnings come before parts, and parts before scattered letters", () => {
  expect(fuzzy(names, "table", (name) => name)).toEqual(["Decision table", "Join with a table"]);
  expect(fuzzy(names, "de", (name) => name)[0]).toBe("Deduplicate");
  expect(fuzzy(names, "ddp", (name) => name)).toEqual(["Deduplicate"]);
  expect(fuzzy(names, "", (name) => name)).toEqual(names);
  expect(fuzzy(names, "nothing", (name) => name)).toEqual([]);
});
