/** Asks the service for all that is known of an alert's event, and goes its way with it. */
import { api, call } from "~/api/client";
import { ApiError } from "~/api/problem";
import type { components } from "~/api/schema";
import type { Component, ContextAnswer, ScenarioProblem } from "~/api/types";
import { endOf, type ScenarioDocument } from "../model";
import {
  type Evaluated,
  type ExplainedNode,
  type Known,
  missingIn,
  type Text,
  textFor,
  textsOf,
  wayTo,
} from "./explaining";

export type Alert = components["schemas"]["AlertAnswer"];
type AlertEvent = components["schemas"]["AlertEventAnswer"];
type Columns = ContextAnswer["columns"];

export interface Explanation {
  alert: Alert;
  nodes: ExplainedNode[];
  /** Connections of the way, `from>to`. */
  edges: ReadonlySet<string>;
  event: AlertEvent | null;
  /** Why there is no event, or why it could not be read as the scenario reads it. */
  without: string | null;
}

/** Of each output its columns; of all of them the types that expressions may name. */
interface Types {
  columns: Record<string, Columns>;
  first: Record<string, string>;
}

/** Explain an alert by the document of its version. */
export async function explain(
  alert: Alert,
  document: ScenarioDocument,
  catalogue: ReadonlyMap<string, Component>,
  signal: AbortSignal,
): Promise<Explanation> {
  const way = wayTo(document, catalogue, alert.node, alert.stream);
  const [found, types] = await Promise.all([
    eventOf(alert, signal),
    typesOf(alert.scenario, document, signal),
  ]);
  const { event } = found;
  let { without } = found;
  const known: Record<string, Known> = {};
  const source = way.nodes.find((each) => catalogue.get(each.component)?.category === "source");
  if (event && source) {
    const read = await asRead(alert, document, event, source.id, signal);
    without = read.without;
    for (const [name, value] of Object.entries(read.row)) known[name] = { value, origin: "event" };
    known.event_time = { value: alert.event_time, origin: "evidence" };
    known.event_id = { value: alert.event_id, origin: "evidence" };
    if (event.key) known.event_key = { value: event.key, origin: "event" };
  }
  const nodes: ExplainedNode[] = [];
  for (const node of way.nodes) {
    const component = catalogue.get(node.component);
    const isRemembering = component !== undefined && ["state", "enrich"].includes(component.category);
    const before = columnsInto(document, types, node.id);
    const texts: Evaluated[] = [];
    for (const each of textsOf(node, component))
      texts.push(await evaluated(each, before, known, alert, signal));
    const out = types.columns[`${node.id}.${types.first[node.id] ?? ""}`] ?? {};
    const added = Object.keys(out)
      .filter((name) => node !== source && !(name in before))
      .map((name) => ({ name, known: addedBy(name, isRemembering, texts, alert) }));
    for (const each of added) if (each.known) known[each.name] = each.known;
    nodes.push({ node: node.id, isRemembering, texts, added });
  }
  return { alert, nodes, edges: way.edges, event, without };
}

function addedBy(name: string, isRemembering: boolean, texts: Evaluated[], alert: Alert): Known | null {
  if (name in alert.evidence) return { value: alert.evidence[name], origin: "evidence" };
  // What was remembered or asked for is in the alert's record, or nowhere.
  const text = isRemembering ? undefined : (textFor(texts, name) as Evaluated | undefined);
  return text && text.missing.length === 0 && text.error === undefined
    ? { value: text.value, origin: "computed" }
    : null;
}

async function eventOf(
  alert: Alert,
  signal: AbortSignal,
): Promise<{ event: AlertEvent | null; without: string | null }> {
  try {
    const params = { path: { alert: alert.alert_id } };
    const event = await call(api.GET("/api/v1/alerts/{alert}/event", { params, signal }));
    return { event, without: null };
  } catch (error) {
    // Without its event, the alert's record still tells what it was raised on.
    if (error instanceof ApiError && error.status !== 401) return { event: null, without: error.message };
    throw error;
  }
}

async function typesOf(scenario: string, document: ScenarioDocument, signal: AbortSignal): Promise<Types> {
  const params = { path: { scenario } };
  const found = await call(
    api.POST("/api/v1/scenarios/{scenario}/check", { params, body: { document }, signal }),
  );
  const types: Types = { columns: {}, first: {} };
  for (const each of found.contexts) {
    types.columns[`${each.node}.${each.port}`] = each.columns;
    if (each.port !== "error") types.first[each.node] ??= each.port;
  }
  return types;
}

/** The event as the scenario's source reads it, by a run of the sandbox over this one event. */
async function asRead(
  alert: Alert,
  document: ScenarioDocument,
  event: AlertEvent,
  source: string,
  signal: AbortSignal,
): Promise<{ row: Record<string, unknown>; without: string | null }> {
  const { stream, time, partition, offset, key, value, raw } = event;
  if (event.masked) return { row: plain(value), without: null };
  const line = { stream, time, partition, offset, key, ...(raw === null ? { value } : { raw }) };
  const found = await call(
    api.POST("/api/v1/scenarios/{scenario}/run", {
      params: { path: { scenario: alert.scenario } },
      body: { document, events: JSON.stringify(line), rows: 1, environment: alert.environment },
      signal,
    }),
  );
  const ran = found.nodes.find((each) => each.node === source);
  const row = Object.values(ran?.outputs ?? {})[0]?.rows[0]?.row;
  if (row) return { row, without: null };
  return {
    row: plain(value),
    without: found.fault ?? said(found.problems) ?? ran?.failures[0]?.message ?? null,
  };
}

function plain(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function said(problems: ScenarioProblem[]): string | undefined {
  return problems.find((each) => each.severity === "error")?.message;
}

function columnsInto(document: ScenarioDocument, types: Types, node: string): Columns {
  const edge = document.edges.find((each) => endOf(each.to).node === node);
  if (!edge) return {};
  const from = endOf(edge.from);
  return types.columns[`${from.node}.${from.port ?? types.first[from.node] ?? ""}`] ?? {};
}

async function evaluated(
  text: Text,
  before: Columns,
  known: Record<string, Known>,
  alert: Alert,
  signal: AbortSignal,
): Promise<Evaluated> {
  const columns: Record<string, string> = {
    event_time: "TIMESTAMP NOT NULL",
    event_id: "STRING NOT NULL",
    event_key: "STRING",
    ...Object.fromEntries(Object.entries(before).map(([name, each]) => [name, each.type])),
  };
  const missing = missingIn(text.text, columns, known);
  if (missing.length > 0 || alert.masked) return { ...text, missing };
  const row = Object.fromEntries(
    Object.keys(columns).flatMap((name) => (known[name] ? [[name, known[name].value]] : [])),
  );
  // Only what has a value is in scope, so that nothing else can be asked for.
  const scope = Object.fromEntries(Object.entries(columns).filter(([name]) => name in row));
  const found = await call(
    api.POST("/api/v1/expressions/evaluate", {
      body: {
        text: text.text,
        template: text.isTemplate,
        columns: scope,
        personal: Object.keys(before).filter((name) => before[name]?.pii && name in scope),
        rows: [row],
        environment: alert.environment,
      },
      signal,
    }),
  );
  const [answer] = found.values;
  if (!answer) return { ...text, missing: [], error: "" };
  if (answer.error) return { ...text, missing: [], error: answer.error };
  return {
    ...text,
    missing: [],
    value: answer.value,
    isPersonal: found.pii,
    isCondition: found.type?.startsWith("BOOLEAN") ?? false,
  };
}
