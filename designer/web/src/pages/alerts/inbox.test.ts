import { expect, test } from "vitest";
import { type AlertSummary, exportAddress, linesOf, newer, stepped, toggledValue, valuesOf } from "./inbox";

function alert(id: string, raised: string, title = "SMS spam"): AlertSummary {
  return {
    alert_id: id,
    environment: "production",
    scenario: "sms-spam",
    version: "5e0c",
    node: "alert",
    severity: "high",
    subject: "48600100200",
    title,
    event_time: raised,
    raised_at: raised,
    received_at: raised,
    verdict: null,
    verdict_by: null,
    verdict_at: null,
    assignee: null,
    revision: 1,
    masked: false,
  };
}

test("each day has a line above its alerts; of the last one there may be more", () => {
  const now = new Date("2026-05-28T12:00:00");
  const alerts = [
    alert("c", "2026-05-28T09:00:00"),
    alert("b", "2026-05-27T23:00:00"),
    alert("a", "2026-05-27T01:00:00"),
  ];
  const shown = (isWhole: boolean) =>
    linesOf(alerts, isWhole, now).map((each) =>
      "alert" in each ? each.alert.alert_id : `${each.day} ${each.count}${each.isWhole ? "" : "+"}`,
    );

  expect(shown(true)).toEqual(["Today, Thursday 28 May 1", "c", "Yesterday, Wednesday 27 May 2", "b", "a"]);
  expect(shown(false)).toEqual(["Today, Thursday 28 May 1", "c", "Yesterday, Wednesday 27 May 2+", "b", "a"]);
  expect(linesOf([], true, now)).toEqual([]);
});

test("steps end at the ends, and begin at the first", () => {
  const alerts = [alert("a", "2026-05-28T09:00:00Z"), alert("b", "2026-05-28T08:00:00Z")];

  expect(stepped(alerts, "a", 1)).toBe("b");
  expect(stepped(alerts, "b", 1)).toBe("b");
  expect(stepped(alerts, "a", -1)).toBe("a");
  expect(stepped(alerts, "gone", 1)).toBe("a");
  expect(stepped([], "a", 1)).toBe("");
});

test("values of a filter may hold commas", () => {
  const both = toggledValue(toggledValue("", "a,b"), "c");

  expect(valuesOf(both)).toEqual(["a,b", "c"]);
  expect(valuesOf(toggledValue(both, "a,b"))).toEqual(["c"]);
});

test("an export has all values of all filters, and the separator of the reader's spreadsheet", () => {
  const filter = { environment: ["production"], severity: ["high", "a&b"], subject: [] };

  expect(exportAddress(filter, undefined, "en-GB")).toBe(
    "/api/v1/alerts/export?environment=production&severity=high&severity=a%26b",
  );
  expect(exportAddress({}, "2026-05-28T09:00:00.000Z", "pl-PL")).toBe(
    "/api/v1/alerts/export?since=2026-05-28T09%3A00%3A00.000Z&separator=semicolon",
  );
});

test("of one alert read in two places, the newer one counts", () => {
  const old = alert("a", "2026-05-28T09:00:00");
  const judged = { ...old, verdict: "true" as const, revision: 2 };

  expect(newer(judged, old)).toBe(judged);
  expect(newer(old, judged)).toBe(judged);
  expect(newer(undefined, old)).toBe(old);
  expect(newer(judged, undefined)).toBe(judged);
  expect(newer(undefined, undefined)).toBeUndefined();
});
