import { expect, test } from "vitest";
import { pauseOf, rangeOf, showSpan, spanFrom, spanOf } from "./ranges";

test("a range from the address, or the usual one", () => {
  expect(rangeOf("14d").length).toBe(14 * 86_400_000);
  expect(rangeOf("nonsense").id).toBe("15m");
  expect(spanFrom("2026-01-31T10:00:00.000Z", "2026-01-31T11:00:00.000Z")).toEqual({
    since: Date.parse("2026-01-31T10:00:00Z"),
    until: Date.parse("2026-01-31T11:00:00Z"),
  });
  expect(spanFrom("2026-01-31T10:00:00.000Z", "")).toBeNull();
  expect(spanFrom("2026-01-31T10:00:00.000Z", "2026-01-31T10:00:00.000Z")).toBeNull();
});

test("what is dragged over, in either direction, is in whole seconds and long enough", () => {
  expect(spanOf(61_500, 1_200)).toEqual({ since: 1_000, until: 62_000 });
  expect(spanOf(1_000, 9_000)).toBeNull();
});

test("long ranges are asked for less often", () => {
  expect([900_000, 3_600_000, 86_400_000].map(pauseOf)).toEqual([5_000, 20_000, 60_000]);
});

test("the day is said where it is another one", () => {
  const now = new Date(2026, 0, 31, 18, 0).getTime();
  const at = (day: number, hour: number) => new Date(2026, 0, day, hour, 30).getTime();

  expect(showSpan({ since: at(31, 9), until: at(31, 12) }, now)).toBe("09:30 to 12:30");
  expect(showSpan({ since: at(30, 9), until: at(30, 12) }, now)).toBe("30 Jan, 09:30 to 12:30");
  expect(showSpan({ since: at(30, 9), until: at(31, 12) }, now)).toBe("30 Jan, 09:30 to 31 Jan, 12:30");
});
