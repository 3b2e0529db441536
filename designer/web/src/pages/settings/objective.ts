import type { components } from "~/api/schema";
import { showNumber } from "~/messages";
import { settings } from "~/messages/settings";

const words = settings.objective;

export type Objective = components["schemas"]["ObjectiveAnswer"];
export type Judgement = components["schemas"]["JudgementAnswer"];

export type Measure = "lag" | "latency_ms" | "error_percent" | "alerts_per_hour";

export const MEASURES: { id: Measure; title: string; unit: string; hint: string }[] = [
  { id: "lag", title: words.lag, unit: words.events, hint: words.eventsBehindAllTheTime },
  { id: "latency_ms", title: words.latency, unit: words.ms, hint: words.withinWhich99 },
  { id: "error_percent", title: words.errors, unit: "%", hint: words.ofAllEventsThatCome },
  { id: "alerts_per_hour", title: words.alerts, unit: words.anHour, hint: words.thatTheScenarioRaises },
];

/** The limit that a field holds; null: none, undefined: no number. */
export function limitOf(text: string): number | null | undefined {
  if (text.trim() === "") return null;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** "12 of 10,000 events", "not observed". */
export function standing(judgement: Judgement): string {
  const unit = MEASURES.find(({ id }) => id === judgement.measure)?.unit ?? "";
  const limit = `${showNumber(judgement.limit)} ${unit}`;
  if (judgement.value === null) return words.notObservedLimit(limit);
  return words.valueOfLimit(showNumber(Math.round(judgement.value * 100) / 100), limit);
}
