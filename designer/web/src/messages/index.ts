/** Words that stand in more than one place, or that the frame needs: one file, typed. */
export const messages = {
  product: "Filbert",
  /** Words of buttons, fields and columns on more than one page. */
  common: {
    save: "Save",
    cancel: "Cancel",
    close: "Close",
    create: "Create",
    remove: "Remove",
    change: "Change",
    name: "Name",
    title: "Title",
    folder: "Folder",
    scenario: "Scenario",
    state: "State",
    edit: "Edit",
    showAll: "Show all",
    type: "Type",
    value: "Value",
    more: "More",
    actions: "Actions",
    back: "Back",
    stream: "Stream",
    node: "Node",
    version: "Version",
    environment: "Environment",
    user: "User",
    search: "Search",
    copy: "Copy",
    move: "Move",
    test: "Test",
    event: "event",
    events: "Events",
    eventTitle: "Event",
    nodeInText: "node",
    moveToFolder: "Move to a folder",
    file: "File",
    working: "Working…",
    none: "none",
    noneAtAll: "None.",
  },
  rail: {
    scenarios: "Scenarios",
    alerts: "Alerts",
    streams: "Streams",
    deployments: "Deployments",
    deadLetters: "Dead letters",
    audit: "Audit",
    settings: "Settings",
    collapse: "Collapse",
    expand: "Expand menu",
  },
  unreachable:
    "The service does not answer. What you type is kept here; work goes on by itself when it is back.",
  noAnswer: "The service does not answer.",
  somethingElseAnswers: (status: number) =>
    `The service does not answer; something else did, with ${status}.`,
  nameOrRemove: (what: string) => `Name the ${what}, or remove the line.`,
  standsTwice: (name: string) => `'${name}' stands here twice.`,
  loading: (what: string) => `Loading ${what}`,
  cannotBeShown: (what: string) => `${what.charAt(0).toUpperCase()}${what.slice(1)} cannot be shown`,
  tryAgain: "Try again",
  slow: "The service takes long to answer.",
  expired: "Your session has ended. Sign in again; nothing on this page is lost.",
  live: {
    snoozed: "snoozed",
    heldBack: "Alerts that were held back, because their subject is snoozed",
    sample: "Sample",
    sampleHint: "Counts of the sample, as it is drawn",
    running: "Running",
    runningHint: (environment: string) => `Counts and rates of what runs in ${environment}`,
    drawer: "Measures",
    watch: "Watch it run",
    times: "Range of time",
    otherTimes: "From, to",
    chooseTimes: "Another range of time",
    from: "From",
    to: "To",
    show: "Show it",
    cancel: "Cancel",
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
    unknown: "–",
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
      bad: (observed: string, why: string) =>
        `It should run; Flink says ${observed}${why ? `: ${why}` : "."}`,
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
  },
  explain: {
    title: "Explanation",
    alert: "The alert",
    open: "Explain on the canvas",
    explains: "Why there is the alert",
    raised: (when: string, environment: string) => `raised ${when} in ${environment}`,
    back: "Back to the alert",
    masked: "Your role in the folder does not let you see personal data, so nothing is calculated with it.",
    unknownVersion: (hash: string) =>
      `The version that raised it (${hash}) is not known here; the draft is drawn instead, and may differ.`,
    without: (why: string) => `What the event held cannot be told, only what the alert recorded. ${why}`,
    failed: (why: string) => `It cannot be explained now. ${why}`,
    noWay: "The node that raised it is not in this version.",
    remembering:
      "Depends on earlier events or on other sources, so it is not calculated again: what the alert recorded is shown.",
    missing: (names: string) => `not recorded: ${names}`,
    notKept: "not recorded",
    hidden: "hidden",
    unreadable: "cannot be read",
    origin: {
      event: "of the event",
      evidence: "recorded with the alert",
      computed: "calculated from these",
    },
  },
  opened: {
    version: (number: number) => `Version ${number}, read only.`,
    made: (by: string, when: string, comment: string) =>
      `Made by ${by}, ${when}${comment ? `: ${comment}` : "."}`,
    draft: "Open the draft",
  },
} as const;

/** Environments until the service has said which there are. */
export const environments = ["sandbox", "acceptance", "production"] as const;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const sameDay = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const sameYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const whole = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const numbers = new Intl.NumberFormat("en");

/** 12,410. */
export function showNumber(value: number): string {
  return numbers.format(value);
}

/** "3 s ago", "today 11:20", "yesterday 09:00", "18 Nov", "4 Nov 2025". */
export function showWhen(iso: string, now = Date.now()): string {
  const then = new Date(iso);
  const seconds = Math.round((now - then.getTime()) / 1000);
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  const today = new Date(now);
  const days = Math.round((startOf(today) - startOf(then)) / 86_400_000);
  if (days <= 1) return `${relative.format(-days, "day")} ${sameDay.format(then)}`;
  return then.getFullYear() === today.getFullYear() ? sameYear.format(then) : whole.format(then);
}

/** Date and time to the second, for tooltips. */
export function showInstant(iso: string): string {
  return full.format(new Date(iso));
}

function startOf(day: Date): number {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}

/** "1 event", "3 events". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${showNumber(count)} ${count === 1 ? one : many}`;
}
