import { expect, test } from "vitest";
import {
  type Flows,
  inMinutes,
  meanRates,
  passed,
  perSecond,
  ratesAt,
  shortly,
  showBytes,
  showDuration,
  showRate,
  widthOf,
} from "./figures";

const flows: Flows = {
  sms: { in: 100, out: 100, errors: 0, ports: {} },
  spammer: { in: 100, out: 7, errors: 3, ports: { false: 90 } },
  "once-a-day": { in: 7, out: 7, errors: 0, ports: { first: 2, duplicate: 5 } },
  alert: { in: 2, out: 0, errors: 0, ports: {} },
};

test("what is rare is counted over a minute, whatever the steps", () => {
  const oneAlert = [0, 0.1, 0, 0, 0, 0, 0, 0, null, 0.2];

  expect(inMinutes(oneAlert, 10)).toEqual([0, 1, 1, 1, 1, 1, 1, 0, null, 2]);
  expect(inMinutes([0.5, null], 600)).toEqual([30, null]);
  expect(inMinutes([], 10, 2)).toEqual([null, null]);
});

test("an output that is counted apart has its own count, also the first one", () => {
  expect(passed(flows, { node: "once-a-day", port: "first", isFirst: true })).toBe(2);
  expect(passed(flows, { node: "spammer", port: "false", isFirst: false })).toBe(90);
});

test("the first output has what left the node, the error output what failed", () => {
  expect(passed(flows, { node: "spammer", port: "true", isFirst: true })).toBe(7);
  expect(passed(flows, { node: "spammer", port: "error", isFirst: false })).toBe(3);
});

test("of an output that nobody counts, what arrived at its only end is known, and else nothing", () => {
  const output = { node: "unknown", port: "out", isFirst: true };

  expect(passed(flows, { ...output, only: "alert" })).toBe(2);
  expect(passed(flows, output)).toBeUndefined();
  expect(passed(flows, { node: "spammer", port: "other", isFirst: false })).toBeUndefined();
});

test("rates are counts by what was observed, and none where nothing was", () => {
  expect(perSecond(flows, 50)["once-a-day"]).toEqual({
    in: 0.14,
    out: 0.14,
    errors: 0,
    ports: { first: 0.04, duplicate: 0.1 },
  });
  expect(perSecond(flows, 0)).toEqual({});
});

test("gaps count in no mean, and a node that was not observed has no rate", () => {
  const nodes = {
    sms: { in: [4, null, 8], out: [4, null, 8], errors: [0, null, 1], ports: { x: [1, null, 2] } },
    gone: { in: [null, null, null], out: [null, null, null], errors: [null, null, null], ports: {} },
  };

  expect(meanRates(nodes)).toEqual({ sms: { in: 6, out: 6, errors: 0.5, ports: { x: 1.5 } } });
  expect(ratesAt(nodes, 2)).toEqual({ sms: { in: 8, out: 8, errors: 1, ports: { x: 2 } } });
  expect(ratesAt(nodes, 1)).toEqual({});
});

test("rates have the unit in which they can be read", () => {
  expect([0, 4212.4, 12, 1.63, 0.3, 0.0006].map(showRate)).toEqual([
    "0 /s",
    "4,212 /s",
    "12 /s",
    "1.6 /s",
    "18 /min",
    "2.2 /h",
  ]);
});

test("large numbers are short", () => {
  expect([0, 9999, 12_410, 999_950, 1_234_567, 3e9].map(shortly)).toEqual([
    "0",
    "9,999",
    "12.4 k",
    "1 M",
    "1.2 M",
    "3 G",
  ]);
  expect([640, 40_960, 4.9e9].map(showBytes)).toEqual(["640 B", "41 KB", "4.9 GB"]);
  expect([8.5, 1_200, 150_000, 7_200_000, 30 * 86_400_000].map(showDuration)).toEqual([
    "8.5 ms",
    "1.2 s",
    "2.5 min",
    "2 h",
    "30 days",
  ]);
});

test("a line is wider where more passes, within what can be drawn", () => {
  const widths = [undefined, 0, 1e-6, 1 / 3600, 1, 100, 1e4, 1e9].map(widthOf);

  expect(widths).toEqual([1.5, 1.5, 2, 2, 5.3, 7.1, 9, 9]);
});
