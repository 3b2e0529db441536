import { expect, test } from "vitest";
import { parseJson } from "~/api/json";
import { differences } from "./differences";

test("differences name the place, with both values", () => {
  const mine = { topic: "sms", fields: { fee: "BIGINT", note: "STRING" }, pii: ["a"] };
  const theirs = { topic: "sms", fields: { fee: "DOUBLE" }, pii: ["a", "b"] };

  expect(differences(mine, theirs)).toEqual([
    { path: "fields.fee", mine: "BIGINT", theirs: "DOUBLE" },
    { path: "fields.note", mine: "STRING", theirs: undefined },
    { path: "pii", mine: ["a"], theirs: ["a", "b"] },
  ]);
});

test("nothing is not null, and a text is not a number", () => {
  expect(differences({ a: null }, {})).toHaveLength(1);
  expect(differences({ a: "1" }, { a: 1 })).toHaveLength(1);
  expect(differences(parseJson('{"a": 0.10}'), parseJson('{"a": 0.10}'))).toEqual([]);
});
