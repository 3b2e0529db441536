import { plural } from "~/messages";
import { common } from "./common";

/** What runs: its state, its figures and charts, and what has to be known about the numbers. */
export const live = {
  snoozed: "snoozed",
  heldBack: "Alerts that were held back, because their subject is snoozed",
  sample: "Sample",
  sampleHint: "Counts of the sample, as it is drawn",
  running: "Running",
  runningHint: (environment: string) => `Counts and rates of what runs in ${environment}`,
  drawer: "Measures",
  times: "Range of time",
  otherTimes: "From, to",
  chooseTimes: "Another range of time",
  from: "From",
  to: "To",
  show: "Show it",
  wrongTimes: "It has to end at least ten seconds after it begins.",
  every: "read every 5 s",
  version: (number: number) => `version ${number}`,
  unknownVersion: (hash: string) => `version ${hash.slice(0, 8)}`,
  since: (duration: string) => `for ${duration}`,
  pointing: (moment: string) => `Rates at ${moment}, where the charts point`,
  past: (span: string) => `${span}: what was counted then, and its mean rates`,
  back: "Back to now",
  endHere: "end here",
  failed: "failed",
  events: "Events in",
  lag: "Waiting in Kafka",
  latency: "Latency p95",
  latencyHint: "From the Kafka record to the row before the sink",
  errors: "Errors",
  alerts: "Alerts",
  checkpoint: "Checkpoint",
  restarts: "Restarts",
  now: "now",
  average: "mean",
  inRange: (range: string) => `in ${range}`,
  ago: (duration: string) => `${duration} ago`,
  unknown: common.notKnown,
  charts: {
    throughput: "Throughput",
    lag: "Waiting in Kafka",
    latency: "Latency, record to sink",
    errors: "Errors by node",
    alerts: "Alerts and actions",
    perMinute: "a minute",
    events: "events/s",
    waiting: "events",
    in: "in",
    now: "now",
    other: "other nodes",
    none: "no node",
    measures: "measures",
    percentiles: { p50: "p50", p95: "p95", p99: "p99" },
    stop: "stop",
    nothing: "Nothing was observed in this range",
    hint: "Point, or use the arrow keys, to read all charts and the canvas at one moment; drag to look closer, double-click for now.",
    said: (title: string, span: string, least: string, most: string, last: string) =>
      `${title}, ${span}: at least ${least}, at most ${most}, last ${last}`,
    saidNothing: (title: string, span: string) => `${title}, ${span}: nothing was observed`,
  },
  slow: {
    names: (names: readonly string[], others: number) =>
      others > 0 ? `${names.join(", ")} and ${plural(others, "other node")}` : names.join(" and "),
    holdsUp: (names: string, share: string) =>
      `Slow because of ${names}: at work ${share} of the time, and what comes before waits.`,
    full: (names: string, share: string) =>
      `${names} is at its limit: at work ${share} of the time. With more events than now, some would wait.`,
    show: "Show it",
  },
  state: {
    notDeployed: (environment: string) =>
      `Nothing of this scenario is deployed to ${environment}, so nothing is counted. Deploy it to see it run.`,
    coming: (environment: string, step: string) => `It is being brought to ${environment}: ${step}.`,
    waiting: (environment: string, state: string) =>
      `Nothing of it runs in ${environment} yet: what was asked for is ${state}.`,
    stopped: (environment: string, since: string | null) =>
      `It is stopped in ${environment}${since ? `, ${since}` : ""}. What is shown was counted before; events wait in Kafka.`,
    silent: (seen: string | null, why: string) =>
      `Flink does not answer, so whether it runs is unknown${seen ? `; it was last seen ${seen}` : ""}${why ? `: ${why}` : "."}`,
    bad: (observed: string, why: string) => `It should run; Flink says ${observed}${why ? `: ${why}` : "."}`,
    starting: "It is starting; counts come as soon as all of it runs.",
    noData: (environment: string) =>
      `It runs in ${environment}, and nothing has been measured yet. Measures are read every few seconds.`,
    old: (when: string) => `The newest measure is of ${when}. What is shown is from before.`,
    noSource: (why: string) => `Measures cannot be read now. ${why} What is shown is from before.`,
    failed: (why: string) => `What runs cannot be shown. ${why}`,
    other: (version: string, what: string) =>
      `What is counted is ${version}, which runs; the draft differs from it in ${what}.`,
    connections: "its connections",
    properties: "its properties",
    otherUnknown: (version: string) =>
      `What runs is ${version}, which this service does not know; counts stand at nodes of the same name.`,
    shownOther: (shown: number, running: string) =>
      `Version ${shown} is drawn, and ${running} runs; counts stand at nodes of the same name.`,
    open: (version: string) => `Open ${version}`,
  },
  ranges: {
    "15m": "15 min",
    "1h": "1 h",
    "6h": "6 h",
    "24h": "24 h",
    "7d": "7 days",
    "14d": "14 days",
  },
  dayAndTime: (day: string, time: string) => `${day}, ${time}`,
  fromTo: (from: string, to: string) => `${from} to ${to}`,
} as const;

/** Numbers with their units. */
export const units = {
  perSecond: (count: string) => `${count} /s`,
  perMinute: (count: string) => `${count} /min`,
  perHour: (count: string) => `${count} /h`,
  milliseconds: (count: string) => `${count} ms`,
  seconds: (count: string) => `${count} s`,
  minutes: (count: string) => `${count} min`,
  hours: (count: string) => `${count} h`,
  days: (count: string) => `${count} days`,
  share: (share: number) => `${Math.round(share * 100)} %`,
  lessThan: (count: string) => `< ${count}`,
  /** Of numbers and bytes, from the smallest one. */
  thousands: ["k", "M", "G"],
  bytes: ["B", "KB", "MB", "GB", "TB"],
  with: (count: string, unit: string) => `${count} ${unit}`,
} as const;
