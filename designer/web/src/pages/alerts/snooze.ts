import type { components } from "~/api/schema";

export type Snooze = components["schemas"]["SnoozeAnswer"];

const HOUR = 3_600_000;

/** How long a snooze may last, without looking at a calendar. */
export const LENGTHS: [string, string, number | null][] = [
  ["4h", "4 hours", 4 * HOUR],
  ["1d", "1 day", 24 * HOUR],
  ["7d", "7 days", 7 * 24 * HOUR],
  ["30d", "30 days", 30 * 24 * HOUR],
  ["date", "Until a date…", null],
];

/** The end of a snooze; null while no date in the future is given. */
export function endOf(length: string, date: string, now = Date.now()): string | null {
  const known = LENGTHS.find(([id]) => id === length)?.[2];
  if (known) return new Date(now + known).toISOString();
  const then = new Date(date).getTime();
  return Number.isNaN(then) || then <= now ? null : new Date(then).toISOString();
}

/** The snooze of an alert's subject, if there is one. */
export function snoozeOf(
  snoozes: Snooze[],
  alert: { environment: string; scenario: string; subject: string },
): Snooze | undefined {
  return snoozes.find(
    (each) =>
      each.environment === alert.environment &&
      each.scenario === alert.scenario &&
      each.subject === alert.subject,
  );
}
