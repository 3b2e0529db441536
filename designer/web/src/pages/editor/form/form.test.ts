import { describe, expect, test } from "vitest";
import type { ScenarioProblem } from "~/api/types";
import type { Schema } from "../describe";
import { slotOf } from "./Sentence";
import { marksOf } from "./TableField";

const root: Schema = {
  properties: {
    key: { type: "array", items: { type: "string", editor: "expression" }, default: [] },
    window: { $ref: "#/$defs/Window" },
    aggregates: { type: "array", items: { type: "object" } },
    fields: { type: "object", patternProperties: { ".*": { type: "string", editor: "expression" } } },
    emit: { enum: ["each-event"], default: "each-event" },
  },
  $defs: {
    Window: { type: "object", properties: { length: { type: "integer", editor: "duration" } } },
  },
};

describe("a slot of a sentence", () => {
  const slot = (path: string, parameters: Record<string, unknown>) =>
    slotOf(parameters, path.split("."), root).text;

  test("says the value in few words", () => {
    expect(slot("key", { key: ["sender", "cell.id"] })).toBe("sender, cell.id");
    expect(slot("window.length", { window: { length: "4h" } })).toBe("4 h");
    expect(slot("aggregates", { aggregates: [{}, {}, {}] })).toBe("3 aggregates");
    expect(slot("aggregates", { aggregates: [{}] })).toBe("1 aggregate");
    expect(slot("fields", { fields: { a: "1", b: "2" } })).toBe("a, b");
    expect(slot("emit", {})).toBe("each event");
  });

  test("says what is missing", () => {
    expect(slotOf({ key: [] }, ["key"], root)).toEqual({ text: "no key", isCode: false, isMissing: true });
    expect(slot("window.length", {})).toBe("no length");
  });
});

test("a row of a table has the worst mark of what is said of it", () => {
  const said = (parameter: string, severity: string) => ({ parameter, severity }) as ScenarioProblem;
  const problems = [
    said("rows.1", "warning"),
    said("rows.10.zone", "error"),
    said("rows.1.rate", "error"),
    said("rows", "warning"),
  ];

  const marks = marksOf(problems, ["rows"]);

  expect([...marks.keys()]).toEqual([1, 10]);
  expect(marks.get(1)).toBe(problems[2]);
});
