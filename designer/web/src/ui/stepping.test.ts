import { expect, test } from "vitest";
import { rowAfter } from "./stepping";

test("keys go from row to row, from page to page, and to both ends", () => {
  const keys = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"];

  expect(keys.map((key) => rowAfter(key, 50, 100, 10))).toEqual([51, 49, 59, 41, 0, 99]);
  expect(keys.map((key) => rowAfter(key, 99, 100, 10))).toEqual([99, 98, 99, 90, 0, 99]);
  expect(keys.map((key) => rowAfter(key, 0, 100, 10))).toEqual([1, 0, 9, 0, 0, 99]);
});

test("without a row with the focus, the first step goes to the first row", () => {
  expect(rowAfter("ArrowDown", -1, 100, 10)).toBe(0);
  expect(rowAfter("ArrowUp", -1, 100, 10)).toBe(0);
});

test("other keys go nowhere, and none does where there are no rows", () => {
  expect(rowAfter("Enter", 5, 100, 10)).toBeNull();
  expect(rowAfter("End", -1, 0, 10)).toBeNull();
});
