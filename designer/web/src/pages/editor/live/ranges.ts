/** Stretches of time that are looked at. */
import { live } from "~/messages/editor/live";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const RANGES = [
  { id: "15m", title: live.ranges["15m"], length: 15 * MINUTE },
  { id: "1h", title: live.ranges["1h"], length: HOUR },
  { id: "6h", title: live.ranges["6h"], length: 6 * HOUR },
  { id: "24h", title: live.ranges["24h"], length: DAY },
  { id: "7d", title: live.ranges["7d"], length: 7 * DAY },
  { id: "14d", title: live.ranges["14d"], length: 14 * DAY },
] as const;

export type RangeId = (typeof RANGES)[number]["id"];

/** From, until: epoch milliseconds. */
export interface Span {
  since: number;
  until: number;
}

/** The shortest stretch that points can be told apart in. */
export const SHORTEST = 10_000;

export function rangeOf(id: string): (typeof RANGES)[number] {
  return RANGES.find((each) => each.id === id) ?? RANGES[0];
}

/** How often a range that ends now is asked for again: often enough to see it move, rarely where it is long. */
export function pauseOf(length: number): number {
  return Math.min(60_000, Math.max(5_000, length / 180));
}

/** What two points on a chart enclose, in whole seconds; null where it is too short. */
export function spanOf(one: number, other: number): Span | null {
  const since = Math.floor(Math.min(one, other) / 1000) * 1000;
  const until = Math.ceil(Math.max(one, other) / 1000) * 1000;
  return until - since >= SHORTEST ? { since, until } : null;
}

/** From the address: ISO texts, or nothing. */
export function spanFrom(since: string, until: string): Span | null {
  const [one, other] = [Date.parse(since), Date.parse(until)];
  return Number.isFinite(one) && Number.isFinite(other) && one < other ? { since: one, until: other } : null;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const seconds = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** "13:47:20", and with its day where it is another one than that of `now`. */
export function showMoment(at: number, now = Date.now()): string {
  const date = new Date(at);
  return date.toDateString() === new Date(now).toDateString() ? seconds.format(date) : dayAndTime(date);
}

/** "12:00 to 15:00", "26 Nov, 12:00 to 27 Nov, 09:30". */
export function showSpan({ since, until }: Span, now = Date.now()): string {
  const [one, other] = [new Date(since), new Date(until)];
  const isSame = one.toDateString() === other.toDateString();
  const isToday = other.toDateString() === new Date(now).toDateString();
  const first = isSame && isToday ? clock.format(one) : dayAndTime(one);
  return live.fromTo(first, isSame ? clock.format(other) : dayAndTime(other));
}

function dayAndTime(date: Date): string {
  return live.dayAndTime(day.format(date), clock.format(date));
}
