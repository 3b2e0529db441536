import { expect, test } from "vitest";
import { faultOf, indented } from "./letter";

test("a correction must be a JSON object", () => {
  expect(faultOf('{"fee": 7}')).toBeNull();
  expect(faultOf("[1]")).toBe("An event is a JSON object: {…}.");
  expect(faultOf("7")).toBe("An event is a JSON object: {…}.");
  expect(faultOf('{"fee": }')).toMatch(/^This is not JSON: /);
});

test("what is no JSON is shown as it came", () => {
  expect(indented('{"a":1,"b":[true]}')).toBe('{\n  "a": 1,\n  "b": [\n    true\n  ]\n}');
  expect(indented('{"a":')).toBe('{"a":');
});
