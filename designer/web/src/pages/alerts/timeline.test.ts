import { expect, test } from "vitest";
import { momentsOf, stripOf, type TimelineAlert, type TimelineSnooze } from "./timeline";

function alert(id: string, raised: string, verdict: "true" | "false" | null = null): TimelineAlert {
  return { alert_id: id, raised_at: raised, verdict, comments: [] } as unknown as TimelineAlert;
}

function snooze(at: string, until: string, ended: string | null = null): TimelineSnooze {
  return { scenario: "sms-spam", at, by: "ann", until, ended_at: ended, ended_by: null, reason: null };
}

const names = (moments: ReturnType<typeof momentsOf>) =>
  moments.map((each) => ("alert" in each ? each.alert.alert_id : "snooze"));

test("alerts and snoozes stand in one order, the newest first", () => {
  const alerts = [alert("b", "2026-05-28T12:00:00.000Z"), alert("a", "2026-05-28T10:00:00.000Z")];
  const snoozes = [
    snooze("2026-05-28T11:00:00.000Z", "2026-05-29T11:00:00.000Z"),
    snooze("2026-05-27T11:00:00.000Z", "2026-05-27T12:00:00.000Z"),
  ];

  expect(names(momentsOf(alerts, snoozes, true))).toEqual(["b", "snooze", "a", "snooze"]);
  // Older alerts are to come, and some of them may be newer than it.
  expect(names(momentsOf(alerts, snoozes, false))).toEqual(["b", "snooze", "a"]);
  expect(momentsOf([], [], true)).toEqual([]);
});

test("the strip goes from the first moment until now, and cuts what reaches beyond it", () => {
  const moments = momentsOf(
    [alert("b", "2026-05-28T12:00:00.000Z", "false"), alert("a", "2026-05-28T10:00:00.000Z")],
    [
      snooze("2026-05-28T13:00:00.000Z", "2026-06-28T11:00:00.000Z"),
      snooze("2026-05-28T11:00:00.000Z", "2026-06-28T11:00:00.000Z", "2026-05-28T12:00:00.000Z"),
    ],
    true,
  );

  expect(stripOf(moments, Date.parse("2026-05-28T14:00:00.000Z"))).toEqual({
    from: "2026-05-28T10:00:00.000Z",
    to: "2026-05-28T14:00:00.000Z",
    alerts: [
      { id: "b", at: 0.5, kind: "false" },
      { id: "a", at: 0, kind: "open" },
    ],
    snoozes: [
      { from: 0.75, to: 1 },
      { from: 0.25, to: 0.5 },
    ],
  });
  expect(stripOf([], 0)).toBeNull();
});
