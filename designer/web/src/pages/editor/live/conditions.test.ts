import { expect, test } from "vitest";
import { ApiError } from "~/api/problem";
import type { Difference } from "~/api/types";
import type { Deployment } from "~/ui/DeploymentState";
import { conditionsOf, difference } from "./conditions";

const NOW = Date.parse("2026-01-31T10:00:00Z");
const running: Deployment = {
  environment: "sandbox",
  scenario: "sms-spam",
  version: 13,
  hash: "5e".repeat(32),
  desired: "running",
  observed: "running",
  since: "2026-01-31T09:00:00.000Z",
  is_good: true,
  job_id: "f".repeat(32),
  deployed_at: "2026-01-31T09:00:00.000Z",
  comment: "",
  restarts: 0,
  lag: 0,
  checkpoint_at: null,
  detail: "",
  under_way: null,
};
const seen = {
  environment: "sandbox",
  deployment: running as Deployment | null | undefined,
  fault: null as unknown,
  newest: "2026-01-31T09:59:58.000Z" as string | null | undefined,
  isPast: false,
};
const texts = (change: Partial<typeof seen>) =>
  conditionsOf({ ...seen, ...change }, NOW).map((each) => each.text);
const noSource = new ApiError({
  type: "about:blank",
  title: "Measures cannot be read",
  status: 503,
  code: "no-metrics",
  detail: "Prometheus at http://prometheus:9090 does not answer.",
});

test("where all is well, nothing is said", () => {
  expect(texts({})).toEqual([]);
});

test("what is not known yet is not said to be missing", () => {
  expect(texts({ deployment: undefined, newest: undefined })).toEqual([]);
  expect(texts({ newest: undefined })).toEqual([]);
});

test("nothing is deployed", () => {
  expect(texts({ deployment: null, newest: null })).toEqual([
    "Nothing of this scenario is deployed to sandbox, so nothing is counted. Deploy it to see it run.",
  ]);
});

test("its first deployment waits, or is under way", () => {
  const under = { change: 1, kind: "deploy", state: "awaiting-approval", step: "", since: "", detail: "" };
  const first: Deployment = {
    ...running,
    job_id: null,
    deployed_at: null,
    desired: "stopped",
    observed: "stopped",
    under_way: under,
  };

  expect(texts({ deployment: first, newest: null })).toEqual([
    "Nothing of it runs in sandbox yet: what was asked for is awaiting approval.",
  ]);
  const moving: Deployment = { ...first, under_way: { ...under, state: "working", step: "launching" } };
  expect(texts({ deployment: moving, newest: null })).toEqual(["It is being brought to sandbox: launching."]);
});

test("it is stopped, failed, or nobody knows", () => {
  const change = (part: Partial<Deployment>) => texts({ deployment: { ...running, ...part } })[0];

  expect(change({ desired: "stopped", observed: "stopped", since: null })).toMatch(
    /^It is stopped in sandbox\./,
  );
  expect(change({ observed: "failed", detail: "no space left" })).toBe(
    "It should run; Flink says failed: no space left",
  );
  expect(change({ observed: "missing" })).toBe("It should run; Flink says missing.");
  expect(change({ observed: "unknown", detail: "connection refused", since: null })).toBe(
    "Flink does not answer, so whether it runs is unknown: connection refused",
  );
  expect(change({ observed: "starting" })).toBe("It is starting; counts come as soon as all of it runs.");
});

test("nothing was measured yet, or nothing new", () => {
  expect(texts({ newest: null })).toEqual([
    "It runs in sandbox, and nothing has been measured yet. Measures are read every few seconds.",
  ]);
  expect(texts({ newest: "2026-01-31T09:55:00.000Z" })).toEqual([
    "The newest measure is of 5 min ago. What is shown is from before.",
  ]);
  expect(texts({ newest: "2026-01-31T09:55:00.000Z", isPast: true })).toEqual([]);
});

test("the source of measures does not answer", () => {
  expect(texts({ fault: noSource, newest: undefined })).toEqual([
    "Measures cannot be read now. Prometheus at http://prometheus:9090 does not answer. What is shown is from before.",
  ]);
});

test("another version runs than the one that is drawn", () => {
  const found: Difference = {
    is_empty: false,
    nodes: [{ node: "spammer", kind: "changed", component: null, fields: [] }],
    edges: {},
    fields: [],
    layout: [],
  } as unknown as Difference;

  expect(difference(running, null, found)).toEqual({
    tone: "warn",
    text: "What is counted is version 13, which runs; the draft differs from it in 1 node.",
    version: 13,
  });
  expect(difference(running, 12, undefined)?.version).toBe(13);
  expect(difference(running, 13, undefined)).toBeNull();
  expect(difference({ ...running, version: null }, null, undefined)?.text).toMatch(/version 5e5e5e5e/);
});

test("moved nodes and a new title are no other version", () => {
  const found = { is_empty: false, nodes: [], edges: {}, fields: [{ path: "title" }], layout: ["sms"] };

  expect(difference(running, null, found as unknown as Difference)).toBeNull();
  const connected = { ...found, edges: { added: [{ from: "a", to: "b" }] } };
  expect(difference(running, null, connected as unknown as Difference)?.text).toMatch(/its connections/);
  const slower = { ...found, fields: [{ path: "properties.parallelism" }] };
  expect(difference(running, null, slower as unknown as Difference)?.text).toMatch(/its properties/);
});
