import { expect, test } from "vitest";
import { daysOf, inPercent } from "./precision";

test("days without alerts are in the chart, too", () => {
  const now = Date.parse("2026-05-28T12:00:00.000Z");
  const points = [{ at: "2026-05-27T00:00:00.000Z", true: 2, false: 1, open: 4 }];

  expect(daysOf(points, 3, now)).toEqual([
    { day: "2026-05-26", true: 0, false: 0, open: 0 },
    { day: "2026-05-27", true: 2, false: 1, open: 4 },
    { day: "2026-05-28", true: 0, false: 0, open: 0 },
  ]);
});

test("a precision that nobody knows is no number", () => {
  expect(inPercent(2 / 3)).toBe("67 %");
  expect(inPercent(null)).toBe("–");
});
