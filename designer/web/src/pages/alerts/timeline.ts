import type { components } from "~/api/schema";

export type TimelineAlert = components["schemas"]["TimelineAlert"];
export type TimelineSnooze = components["schemas"]["TimelineSnooze"];

/** A line of the timeline. */
export type Moment = { at: string; alert: TimelineAlert } | { at: string; snooze: TimelineSnooze };

/** Alerts and snoozes in one order, the newest first; snoozes that are older than the alerts' last page wait for it. */
export function momentsOf(alerts: TimelineAlert[], snoozes: TimelineSnooze[], isWhole: boolean): Moment[] {
  const oldest = isWhole ? "" : (alerts.at(-1)?.raised_at ?? "");
  const moments: Moment[] = [
    ...alerts.map((alert) => ({ at: alert.raised_at, alert })),
    ...snoozes.map((snooze) => ({ at: snooze.at, snooze })).filter((each) => each.at >= oldest),
  ];
  return moments.sort((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0));
}

/** When a snooze was over, or will be. */
export function endOfSnooze(snooze: TimelineSnooze): string {
  return snooze.ended_at ?? snooze.until;
}

export interface Strip {
  from: string;
  to: string;
  alerts: { id: string; at: number; kind: "true" | "false" | "open" }[];
  snoozes: { from: number; to: number }[];
}

/** Where everything lies between the first moment and now, from 0 to 1; null where there is no stretch of time. */
export function stripOf(moments: Moment[], now = Date.now()): Strip | null {
  const first = Math.min(...moments.map((each) => Date.parse(each.at)));
  const last = Math.max(now, ...moments.map((each) => Date.parse(each.at)));
  if (moments.length === 0 || last <= first) return null;
  const place = (at: string) => Math.min(1, Math.max(0, (Date.parse(at) - first) / (last - first)));
  return {
    from: new Date(first).toISOString(),
    to: new Date(last).toISOString(),
    alerts: moments.flatMap((each) =>
      "alert" in each
        ? [{ id: each.alert.alert_id, at: place(each.at), kind: each.alert.verdict ?? "open" }]
        : [],
    ),
    snoozes: moments.flatMap((each) =>
      "snooze" in each ? [{ from: place(each.at), to: place(endOfSnooze(each.snooze)) }] : [],
    ),
  };
}
