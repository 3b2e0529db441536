import { expect, test } from "vitest";
import { showPersonal, showValue, withPlainNumbers } from "./json";

test("values are shown in one line", () => {
  expect(["a", 1, null, true, { a: [1] }].map(showValue)).toEqual(["a", "1", "NULL", "true", '{"a":[1]}']);
});

test("of personal data the last four characters are shown, and all of what is no longer than that", () => {
  expect(showPersonal("48600100200", true)).toBe("486••••0200");
  expect(showPersonal("0200", true)).toBe("0200");
  expect(showPersonal("48600100200", false)).toBe("48600100200");
});

test("figures become plain numbers, wherever they stand", () => {
  const found = { rates: [{ rawJSON: "10.0" }, null, 3], note: "0.10", nodes: { sms: { rawJSON: "0.50" } } };

  expect(withPlainNumbers(found)).toEqual({ rates: [10, null, 3], note: "0.10", nodes: { sms: 0.5 } });
});
