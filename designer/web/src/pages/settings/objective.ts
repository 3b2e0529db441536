import type { components } from "~/api/schema";
import { showNumber } from "~/messages";

export type Objective = components["schemas"]["ObjectiveAnswer"];
export type Judgement = components["schemas"]["JudgementAnswer"];

export type Measure = "lag" | "latency_ms" | "error_percent" | "alerts_per_hour";

export const MEASURES: { id: Measure; title: string; unit: string; hint: string }[] = [
  { id: "lag", title: "Lag", unit: "events", hint: "Events behind, all the time." },
  { id: "latency_ms", title: "Latency", unit: "ms", hint: "Within which 99 % of the rows reach their sink." },
  { id: "error_percent", title: "Errors", unit: "%", hint: "Of all events that come." },
  { id: "alerts_per_hour", title: "Alerts", unit: "an hour", hint: "That the scenario raises." },
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
  if (judgement.value === null) return `not observed, limit ${limit}`;
  return `${showNumber(Math.round(judgement.value * 100) / 100)} of ${limit}`;
}
