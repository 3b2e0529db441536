/** Words that stand in more than one place, or that the frame needs: one file, typed. */
export const messages = {
  product: "Filbert",
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
