import { expect, test } from "vitest";
import { endOf, type Snooze, snoozeOf } from "./snooze";

const NOW = Date.parse("2026-05-28T12:00:00.000Z");

test("a snooze lasts so long, or until a date in the future", () => {
  expect(endOf("1d", "", NOW)).toBe("2026-05-29T12:00:00.000Z");
  expect(endOf("date", "2026-05-28T12:00:01.000Z", NOW)).toBe("2026-05-28T12:00:01.000Z");
  expect(endOf("date", "2026-05-28T12:00:00.000Z", NOW)).toBeNull();
  expect(endOf("date", "", NOW)).toBeNull();
});

test("a snooze is of one scenario in one environment", () => {
  const snooze = { environment: "production", scenario: "sms-spam", subject: "48600100200" } as Snooze;
  expect(snoozeOf([snooze], { ...snooze })).toBe(snooze);
  expect(snoozeOf([snooze], { ...snooze, scenario: "cloning" })).toBeUndefined();
  expect(snoozeOf([snooze], { ...snooze, environment: "sandbox" })).toBeUndefined();
  expect(snoozeOf([snooze], { ...snooze, subject: "4860010020" })).toBeUndefined();
});
