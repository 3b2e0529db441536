import type { components } from "~/api/schema";
import { alerts as texts } from "~/messages/alerts";

export type AlertSummary = components["schemas"]["AlertSummary"];
export type Verdict = AlertSummary["verdict"];

/** A line above the alerts of a day. */
interface Head {
  day: string;
  count: number;
  /** Whether there are no more of the day than those that were read. */
  isWhole: boolean;
}

/** A line of the inbox: a day, or an alert of it. */
export type Line = Head | { alert: AlertSummary };

const day = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });

/**
 * Alerts with a line above the first of each day, newest first.
 *
 * @param alerts those that were read
 * @param isWhole whether there are no older ones
 */
export function linesOf(alerts: AlertSummary[], isWhole: boolean, now = new Date()): Line[] {
  const lines: Line[] = [];
  const today = midnightOf(now);
  let head: Head | null = null;
  let begun = Number.NaN;
  for (const alert of alerts) {
    const midnight = midnightOf(new Date(alert.raised_at));
    if (head === null || midnight !== begun) {
      begun = midnight;
      head = { day: dayOf(midnight, today), count: 0, isWhole: true };
      lines.push(head);
    }
    head.count += 1;
    lines.push({ alert });
  }
  if (head) head.isWhole = isWhole;
  return lines;
}

function midnightOf(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}

function dayOf(midnight: number, today: number): string {
  const days = Math.round((today - midnight) / 86_400_000);
  const name = day.format(midnight);
  return days === 0 ? texts.inbox.today(name) : days === 1 ? texts.inbox.yesterday(name) : name;
}

/** The alert that is chosen after a step; at the ends it stays. */
export function stepped(alerts: AlertSummary[], chosen: string, step: number): string {
  if (alerts.length === 0) return "";
  const at = alerts.findIndex((each) => each.alert_id === chosen);
  const next = at < 0 ? 0 : Math.min(alerts.length - 1, Math.max(0, at + step));
  return alerts[next]!.alert_id;
}

/** Of one alert as it was read in two places: the newer one, or the first where both are as new. */
export function newer<A extends { revision: number }>(
  one: A | undefined,
  other: A | undefined,
): A | undefined {
  if (!one || !other) return one ?? other;
  return other.revision > one.revision ? other : one;
}

/** The values of a filter as they stand in the address. */
export function valuesOf(text: string): string[] {
  return text ? text.split(",").map(decodeURIComponent) : [];
}

/** The filter with one value more, or without it. */
export function toggledValue(text: string, value: string): string {
  const values = valuesOf(text);
  const next = values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
  return next.map(encodeURIComponent).join(",");
}

/** Where all alerts that a filter lets through are to be had, as CSV for the reader's own spreadsheet. */
export function exportAddress(
  filter: Record<string, string[]>,
  since: string | undefined,
  locale?: string,
): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(filter)) {
    for (const value of values) query.append(name, value);
  }
  if (since) query.set("since", since);
  // Where decimals have a comma, spreadsheets separate cells by semicolons.
  const parts = new Intl.NumberFormat(locale).formatToParts(0.5);
  if (parts.some((each) => each.type === "decimal" && each.value === ","))
    query.set("separator", "semicolon");
  return `/api/v1/alerts/export?${query}`;
}
