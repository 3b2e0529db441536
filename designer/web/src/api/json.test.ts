import { expect, test } from "vitest";
import { showValue } from "./json";

test("values are shown in one line", () => {
  expect(["a", 1, null, true, { a: [1] }].map(showValue)).toEqual(["a", "1", "NULL", "true", '{"a":[1]}']);
});
