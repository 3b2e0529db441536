import { expect, test } from "vitest";
import { slowest, slowness } from "./slowness";

const source = { nodes: ["sms"], busy: 0.1, blocked: 0.05 };
const window = { nodes: ["recipients", "spammer"], busy: 0.6, blocked: 0 };
const sink = { nodes: ["alert"], busy: 0.02, blocked: 0 };
const document = {
  filbert: 1,
  name: "sms-spam",
  nodes: [
    { id: "spammer", component: "filter", name: "A thousand or more" },
    { id: "sms", component: "kafka" },
    { id: "recipients", component: "aggregate", name: "Unique recipients" },
    { id: "alert", component: "alert" },
  ],
  edges: [
    { from: "sms", to: "recipients" },
    { from: "recipients", to: "spammer" },
    { from: "spammer.true", to: "alert" },
  ],
};

test("where all have time to spare, none is slow", () => {
  expect(slowest([])).toBeNull();
  expect(slowest([source, window, sink])).toBeNull();
});

test("what the others wait for is the slow one, not what waits", () => {
  const waiting = { ...source, busy: 0.3, blocked: 0.7 };

  expect(slowest([waiting, window, sink])).toEqual({ task: window, holdsUp: true });
});

test("what waits for something outside is not blamed", () => {
  expect(
    slowest([
      { ...source, blocked: 0.9 },
      { ...window, busy: 0.2 },
    ]),
  ).toBeNull();
});

test("a task at its limit is named before anything waits", () => {
  const full = { ...window, busy: 0.93 };

  expect(slowest([source, full, sink])).toEqual({ task: full, holdsUp: false });
});

test("nodes are named in the order in which events meet them", () => {
  const waiting = { ...source, blocked: 0.7 };

  expect(slowness([waiting, window, sink], document)).toEqual({
    tone: "warn",
    text: "Slow because of Unique recipients and A thousand or more: at work 60 % of the time, and what comes before waits.",
    node: "recipients",
  });
});

test("many nodes are counted, and what is not drawn has its id", () => {
  const all = { nodes: ["alert", "recipients", "sms", "spammer"], busy: 1, blocked: 0 };

  expect(slowness([all], document)?.text).toMatch(/^sms, Unique recipients and 2 other nodes/);
  expect(slowness([{ ...all, nodes: ["checks.limit"] }], document)).toEqual({
    tone: "info",
    text: "checks.limit is at its limit: at work 100 % of the time. With more events than now, some would wait.",
  });
});
