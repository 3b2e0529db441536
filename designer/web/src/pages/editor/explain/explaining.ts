/** Why an alert was raised: its event's way through the nodes, and what is known there. What nobody kept is not made up. */
import type { Component } from "~/api/types";
import { alternatives, resolved, type Schema, valueSchema } from "../describe";
import { type DocumentNode, endOf, inOrder, type ScenarioDocument } from "../model";

/** A text of a node's parameters that has a value for an event. */
export interface Text {
  path: string;
  text: string;
  isTemplate: boolean;
}

/** Where a value comes from: the event itself, the alert's record, or the scenario's expressions over these. */
export type Origin = "event" | "evidence" | "computed";

export interface Known {
  value: unknown;
  origin: Origin;
}

export interface Evaluated extends Text {
  value?: unknown;
  isCondition?: boolean;
  /** Whether its value is personal data, or tells some. */
  isPersonal?: boolean;
  error?: string;
  /** Names in it of which no value was kept. */
  missing: string[];
}

export interface ExplainedNode {
  node: string;
  /** Whether it remembers earlier events, or asks others: from one event nobody can tell what it answered. */
  isRemembering: boolean;
  texts: Evaluated[];
  /** What it adds to the event. null: no value was kept. */
  added: { name: string; known: Known | null }[];
}

const WORD = /[A-Za-z_][A-Za-z0-9_]*/g;

/** The nodes through which an event of a stream can have come to a node, in order of flow, and the connections between. */
export function wayTo(
  document: ScenarioDocument,
  catalogue: ReadonlyMap<string, Component>,
  node: string,
  stream: string | null,
): { nodes: DocumentNode[]; edges: Set<string> } {
  const before = reach(document, [node], (from, to) => [to, from]);
  const sources = document.nodes.filter(
    (each) =>
      before.has(each.id) &&
      catalogue.get(each.component)?.category === "source" &&
      (stream === null || readsStream(each, catalogue.get(each.component), stream)),
  );
  const after = reach(
    document,
    sources.map((each) => each.id),
    (from, to) => [from, to],
  );
  const nodes = inOrder(document).filter((each) => before.has(each.id) && after.has(each.id));
  const ids = new Set(nodes.map((each) => each.id));
  const edges = document.edges.filter(
    (each) =>
      ids.has(endOf(each.from).node) && ids.has(endOf(each.to).node) && endOf(each.from).port !== "error",
  );
  return { nodes, edges: new Set(edges.map((each) => `${each.from}>${each.to}`)) };
}

function reach(
  document: ScenarioDocument,
  start: string[],
  step: (from: string, to: string) => [string, string],
): Set<string> {
  const found = new Set<string>();
  const waiting = [...start];
  while (waiting.length > 0) {
    const id = waiting.pop()!;
    if (found.has(id)) continue;
    found.add(id);
    for (const each of document.edges) {
      if (endOf(each.from).port === "error") continue;
      const [at, next] = step(endOf(each.from).node, endOf(each.to).node);
      if (at === id) waiting.push(next);
    }
  }
  return found;
}

function readsStream(node: DocumentNode, component: Component | undefined, stream: string): boolean {
  const schema = component?.parameters as Schema | undefined;
  return Object.entries(schema?.properties ?? {}).some(
    ([name, each]) => resolved(each, schema!).editor === "stream" && node.parameters?.[name] === stream,
  );
}

/** Texts of a node's parameters that are expressions or templates, by the catalogue. */
export function textsOf(node: DocumentNode, component: Component | undefined): Text[] {
  const root = component?.parameters as Schema | undefined;
  if (!root) return [];
  return Object.entries(node.parameters ?? {}).flatMap(([name, value]) => {
    const schema = root.properties?.[name];
    return schema ? walk(schema, root, value, name) : [];
  });
}

function walk(schema: Schema, root: Schema, value: unknown, path: string): Text[] {
  const { kinds } = alternatives(resolved(schema, root), root);
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) {
    const items = kinds.find((each) => each.items)?.items;
    return items ? value.flatMap((each, at) => walk(items, root, each, `${path}.${at}`)) : [];
  }
  if (typeof value === "object") {
    const own = value as Record<string, unknown>;
    const kind = kinds.find((each) => Object.keys(own).every((name) => each.properties?.[name])) ?? kinds[0];
    return Object.entries(own).flatMap(([name, each]) => {
      const inner = kind?.properties?.[name] ?? (kind && valueSchema(kind, root));
      return inner ? walk(inner, root, each, `${path}.${name}`) : [];
    });
  }
  const editor = (kinds.find((each) => each.type === undefined || each.type === "string") ?? schema).editor;
  if (editor !== "expression" && editor !== "template") return [];
  return [{ path, text: String(value), isTemplate: editor === "template" }];
}

/** Names of columns that a text uses and of which no value is known. */
export function missingIn(
  text: string,
  columns: Record<string, unknown>,
  known: Record<string, unknown>,
): string[] {
  // What stands in quotes is no name.
  const names = text.replace(/'(?:[^']|'')*'/g, " ").match(WORD) ?? [];
  return [...new Set(names)].filter((name) => name in columns && !(name in known));
}

/** The text that gives a column its value, where one of the node's does. */
export function textFor(texts: readonly Text[], column: string): Text | undefined {
  return texts.find((each) => !each.isTemplate && each.path.split(".").at(-1) === column);
}
