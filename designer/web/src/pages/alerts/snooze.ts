import type { components } from "~/api/schema";
import { alerts } from "~/messages/alerts";

export type Snooze = components["schemas"]["SnoozeAnswer"];

const words = alerts.snoozeDialog.lengths;

const HOUR = 3_600_000;

/** How long a snooze may last, without looking at a calendar. */
export const LENGTHS: [string, string, number | null][] = [
  ["4h", words.hours, 4 * HOUR],
  ["1d", words.day, 24 * HOUR],
  ["7d", words.week, 7 * 24 * HOUR],
  ["30d", words.month, 30 * 24 * HOUR],
  ["date", words.date, null],
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
