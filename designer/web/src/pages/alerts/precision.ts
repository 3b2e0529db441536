import type { components } from "~/api/schema";

export type RulePrecision = components["schemas"]["RulePrecision"];

const DAY = 86_400_000;

/** A day of the chart: how its alerts were judged. */
export interface Day {
  day: string;
  true: number;
  false: number;
  open: number;
}

/** One for each of the last days, the newest last; days without alerts are empty. */
export function daysOf(points: RulePrecision["points"], count: number, now = Date.now()): Day[] {
  const known = new Map(points.map((each) => [each.at.slice(0, 10), each]));
  return Array.from({ length: count }, (_, at) => {
    const day = new Date(now - (count - 1 - at) * DAY).toISOString().slice(0, 10);
    const found = known.get(day);
    return { day, true: found?.true ?? 0, false: found?.false ?? 0, open: found?.open ?? 0 };
  });
}

/** "75 %", or a dash while nothing is judged. */
export function inPercent(precision: number | null): string {
  return precision === null ? "–" : `${Math.round(precision * 100)} %`;
}
