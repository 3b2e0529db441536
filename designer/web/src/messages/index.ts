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
