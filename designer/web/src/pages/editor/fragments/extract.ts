/** A part of a scenario as a fragment of its own, with the node that calls it in its place. Pure. */
import type { Component, ContextAnswer } from "~/api/types";
import {
  type DocumentEdge,
  endOf,
  freeId,
  moveNodes,
  type Place,
  removeNodes,
  type ScenarioDocument,
  textOf,
} from "../model";

type Columns = ContextAnswer["columns"];

export interface Extract {
  /** As a fragment file has it. */
  fragment: {
    filbert: 1;
    fragment: string;
    title?: string;
    inputs: Record<string, Record<string, string>>;
    outputs: Record<string, Record<string, string>>;
    nodes: ScenarioDocument["nodes"];
    edges: DocumentEdge[];
    layout: { positions: Record<string, Place> };
  };
  /** By input: the end outside that leads to it. By output: the end inside that it stands for. */
  sources: Record<string, string>;
  ends: Record<string, string>;
}

/** The component whose nodes call a fragment, and its parameter for the name: told by the kind of that parameter. */
export function callerOf(catalogue: Iterable<Component>): { component: Component; parameter: string } | null {
  for (const component of catalogue) {
    const { properties } = component.parameters as { properties?: Record<string, { editor?: string }> };
    const found = Object.entries(properties ?? {}).find(([, each]) => each.editor === "fragment");
    if (found) return { component, parameter: found[0] };
  }
  return null;
}

/**
 * A fragment of the chosen nodes.
 *
 * Its inputs are what leads into them, with the columns that their parameters name; its outputs what leads out of
 * them, with the columns that they add.
 *
 * @param columns of an output, by `node.port`
 * @param firstOf the first output of a node
 */
export function extract(
  document: ScenarioDocument,
  ids: ReadonlySet<string>,
  places: Record<string, Place>,
  columns: Record<string, Columns>,
  firstOf: (node: string) => string,
): Extract {
  const whole = (text: string) => {
    const end = endOf(text);
    return `${end.node}.${end.port ?? firstOf(end.node)}`;
  };
  const inside = (text: string) => ids.has(endOf(text).node);
  const nodes = document.nodes.filter((each) => ids.has(each.id));
  const words = new Set(nodes.flatMap((each) => wordsIn(each.parameters)));
  const taken = new Set<string>(ids);
  const free = (wish: string) => {
    const name = taken.has(wish) ? freeId(document, wish, taken) : wish;
    taken.add(name);
    return name;
  };

  const inputs: Extract["fragment"]["inputs"] = {};
  const outputs: Extract["fragment"]["outputs"] = {};
  const sources: Record<string, string> = {};
  const ends: Record<string, string> = {};
  const edges: DocumentEdge[] = [];
  const known = new Map<string, string>();
  const outside = new Set<string>();
  for (const each of document.edges) {
    if (inside(each.from) && inside(each.to)) edges.push(each);
    else if (inside(each.to)) {
      const source = whole(each.from);
      if (!known.has(source)) {
        const name = free(endOf(each.from).node);
        known.set(source, name);
        sources[name] = each.from;
        const given = columns[source] ?? {};
        for (const column of Object.keys(given)) outside.add(column);
        inputs[name] = Object.fromEntries(
          Object.entries(given).flatMap(([column, { type }]) => (words.has(column) ? [[column, type]] : [])),
        );
      }
      edges.push({ from: known.get(source)!, to: each.to });
    }
  }
  for (const each of document.edges) {
    if (!inside(each.from) || inside(each.to)) continue;
    const source = whole(each.from);
    if (known.has(source)) continue;
    const [node = "", port = ""] = source.split(".");
    const isOnly = port === "out" || port === firstOf(node);
    const name = free(isOnly ? `${node}-out` : `${node}-${port}`);
    known.set(source, name);
    ends[name] = each.from;
    outputs[name] = Object.fromEntries(
      Object.entries(columns[source] ?? {}).flatMap(([column, { type }]) =>
        outside.has(column) ? [] : [[column, type]],
      ),
    );
    edges.push({ from: each.from, to: name });
  }
  return {
    fragment: {
      filbert: 1,
      fragment: "",
      inputs,
      outputs,
      nodes,
      edges,
      layout: { positions: Object.fromEntries(nodes.map(({ id }) => [id, places[id]!])) },
    },
    sources,
    ends,
  };
}

/** The document with a node that calls the fragment where the nodes were. */
export function replaced(
  document: ScenarioDocument,
  made: Extract,
  caller: { component: Component; parameter: string },
  name: string,
  places: Record<string, Place>,
  firstOf: (node: string) => string,
): [ScenarioDocument, string] {
  const ids = new Set(made.fragment.nodes.map((each) => each.id));
  const id = freeId(document, name);
  const inputs = Object.keys(made.sources);
  const outputs = Object.keys(made.ends);
  const nameOf = new Map(Object.entries(made.ends).map(([output, from]) => [from, output]));
  const whole = (text: string) => {
    const end = endOf(text);
    return end.port === firstOf(end.node) ? end.node : text;
  };
  const into = inputs.map((input) => ({
    from: made.sources[input]!,
    to: textOf({ node: id, port: input }, inputs[0]),
  }));
  const out = document.edges
    .filter((each) => ids.has(endOf(each.from).node) && !ids.has(endOf(each.to).node))
    .map((each) => {
      const port = nameOf.get(each.from) ?? nameOf.get(whole(each.from)) ?? null;
      return { from: textOf({ node: id, port }, outputs[0]), to: each.to };
    });
  const rest = removeNodes(moveNodes(document, places), ids);
  const first = made.fragment.nodes[0]!.id;
  const node = {
    id,
    component: caller.component.id,
    parameters: { [caller.parameter]: name },
  };
  const next = { ...rest, nodes: [...rest.nodes, node], edges: [...rest.edges, ...into, ...out] };
  return [moveNodes(next, { [id]: places[first]! }), id];
}

/** All words of all texts in a value: what may name a column. */
function wordsIn(value: unknown): string[] {
  if (typeof value === "string") return value.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? [];
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([name, each]) => [name, ...wordsIn(each)]);
  return [];
}
