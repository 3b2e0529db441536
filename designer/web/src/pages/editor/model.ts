/** The scenario document and everything that can be done to it, as pure functions: each gives a new document. */
import { type Annotations, annotationsAmong, groupOf, pasteAnnotations, putIn, takeOut } from "./annotations";

export interface Place {
  x: number;
  y: number;
}

export interface DocumentNode {
  id: string;
  name?: string;
  component: string;
  parameters?: Parameters;
  disabled?: boolean;
  note?: string;
}

export type Parameters = { readonly [key: string]: unknown };

export interface DocumentEdge {
  from: string;
  to: string;
}

export interface ScenarioDocument {
  filbert: number;
  name: string;
  title?: string;
  nodes: DocumentNode[];
  edges: DocumentEdge[];
  layout?: { positions?: Record<string, Place>; [key: string]: unknown } & Partial<Annotations>;
  [key: string]: unknown;
}

export interface End {
  node: string;
  port: string | null;
}

/** What copy puts on the clipboard. */
export interface Piece {
  filbert: "nodes";
  nodes: DocumentNode[];
  edges: DocumentEdge[];
  positions: Record<string, Place>;
  notes?: Annotations["notes"];
  groups?: Annotations["groups"];
}

/** The path of a value inside parameters: names, and numbers for places in lists. */
export type Path = readonly (string | number)[];

const ID = /^[a-zA-Z_][a-zA-Z0-9_-]*$/;

/** A document as the editor needs it, whatever a draft holds. */
export function documentFrom(given: Record<string, unknown>): ScenarioDocument {
  const list = (value: unknown) =>
    Array.isArray(value) ? value.filter((each) => typeof each === "object" && each) : [];
  return {
    ...given,
    filbert: 1,
    name: String(given.name ?? ""),
    nodes: list(given.nodes),
    edges: list(given.edges),
  } as ScenarioDocument;
}

export function endOf(text: string): End {
  const dot = text.indexOf(".");
  return dot < 0 ? { node: text, port: null } : { node: text.slice(0, dot), port: text.slice(dot + 1) };
}

export function textOf(end: End, first?: string): string {
  return end.port === null || end.port === first ? end.node : `${end.node}.${end.port}`;
}

// Each card on the canvas asks these at each edit; documents never change, so one answer is enough for all.
const nodesById = new WeakMap<readonly DocumentNode[], Map<string, DocumentNode>>();
const edgesByStart = new WeakMap<readonly DocumentEdge[], Map<string, DocumentEdge[]>>();
const NO_EDGES: readonly DocumentEdge[] = [];

export function nodeOf(document: ScenarioDocument, id: string): DocumentNode | undefined {
  let known = nodesById.get(document.nodes);
  if (!known) {
    // Of two with the same id, a fault that the check tells, the first one counts.
    known = new Map(document.nodes.toReversed().map((each) => [each.id, each]));
    nodesById.set(document.nodes, known);
  }
  return known.get(id);
}

/** Edges that begin at a node, in the document's order. */
export function edgesFrom(document: ScenarioDocument, id: string): readonly DocumentEdge[] {
  let known = edgesByStart.get(document.edges);
  if (!known) {
    known = new Map();
    for (const each of document.edges) {
      const { node } = endOf(each.from);
      const own = known.get(node);
      if (own) own.push(each);
      else known.set(node, [each]);
    }
    edgesByStart.set(document.edges, known);
  }
  return known.get(id) ?? NO_EDGES;
}

/** What a node is called on screen. */
export function nameOf(node: DocumentNode): string {
  return node.name || node.id;
}

/** An id that nothing has: the wish, or the wish with a number. */
export function freeId(document: ScenarioDocument, wish: string, more: Iterable<string> = []): string {
  const taken = new Set([...document.nodes.map((each) => each.id), ...more]);
  const base = ID.test(wish) ? wish : `node-${wish.replace(/[^a-zA-Z0-9_-]+/g, "-")}`;
  if (!taken.has(base)) return base;
  const stem = base.replace(/-\d+$/, "");
  for (let number = 2; ; number++) if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`;
}

export function addNode(document: ScenarioDocument, node: DocumentNode, place?: Place): ScenarioDocument {
  const added = { ...document, nodes: [...document.nodes, node] };
  return place ? moveNodes(added, { [node.id]: place }) : added;
}

export function removeNodes(document: ScenarioDocument, ids: ReadonlySet<string>): ScenarioDocument {
  const { layout } = takeOut(document, ids);
  const positions = { ...layout?.positions };
  for (const id of ids) delete positions[id];
  return {
    ...document,
    nodes: document.nodes.filter((each) => !ids.has(each.id)),
    edges: document.edges.filter((each) => !ids.has(endOf(each.from).node) && !ids.has(endOf(each.to).node)),
    ...(layout ? { layout: { ...layout, positions } } : {}),
  };
}

export function changeNode(
  document: ScenarioDocument,
  id: string,
  change: (node: DocumentNode) => DocumentNode,
): ScenarioDocument {
  return { ...document, nodes: document.nodes.map((each) => (each.id === id ? change(each) : each)) };
}

/** Another name on screen; the id stays, because state, metrics and errors hang on it. */
export function renameNode(document: ScenarioDocument, id: string, name: string): ScenarioDocument {
  return changeNode(document, id, ({ name: _, ...node }) =>
    name && name !== id ? withName(node, name) : node,
  );
}

function withName(node: DocumentNode, name: string): DocumentNode {
  const { id, ...others } = node;
  return { id, name, ...others };
}

export function setDisabled(
  document: ScenarioDocument,
  ids: ReadonlySet<string>,
  disabled: boolean,
): ScenarioDocument {
  return {
    ...document,
    nodes: document.nodes.map((each) => {
      if (!ids.has(each.id)) return each;
      const { disabled: _, ...node } = each;
      return disabled ? { ...node, disabled: true } : node;
    }),
  };
}

export function setNote(document: ScenarioDocument, id: string, note: string): ScenarioDocument {
  return changeNode(document, id, ({ note: _, ...node }) => (note ? { ...node, note } : node));
}

/** Set a parameter, or with `undefined` remove it. */
export function setParameter(
  document: ScenarioDocument,
  id: string,
  path: Path,
  value: unknown,
): ScenarioDocument {
  return changeNode(document, id, (node) => ({
    ...node,
    parameters: setAt(node.parameters ?? {}, path, value) as Parameters,
  }));
}

/** The value with a part replaced; the rest is shared. */
export function setAt(value: unknown, path: Path, part: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return part;
  if (Array.isArray(value)) {
    const list = [...value];
    const next = setAt(list[key as number], rest, part);
    if (next === undefined && rest.length === 0) list.splice(key as number, 1);
    else list[key as number] = next;
    return list;
  }
  const object = { ...(value as Record<string, unknown> | undefined) };
  const next = setAt(object[key], rest, part);
  if (next === undefined) delete object[key];
  else object[key] = next;
  return object;
}

export function getAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const key of path) found = (found as Record<string | number, unknown> | null | undefined)?.[key];
  return found;
}

/** Connect two ends. What led into the same input before is replaced. */
export function connect(document: ScenarioDocument, edge: DocumentEdge): ScenarioDocument {
  const kept = document.edges.filter((each) => each.to !== edge.to);
  return { ...document, edges: [...kept, edge] };
}

export function disconnect(document: ScenarioDocument, edges: readonly DocumentEdge[]): ScenarioDocument {
  const gone = new Set(edges.map((each) => `${each.from}>${each.to}`));
  return { ...document, edges: document.edges.filter((each) => !gone.has(`${each.from}>${each.to}`)) };
}

/** Whether an edge between two nodes would close a circle. */
export function closesCircle(document: ScenarioDocument, from: string, to: string): boolean {
  const seen = new Set<string>();
  const waiting = [to];
  while (waiting.length > 0) {
    const at = waiting.pop()!;
    if (at === from) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    for (const each of document.edges) if (endOf(each.from).node === at) waiting.push(endOf(each.to).node);
  }
  return false;
}

/**
 * Put a node into an edge: what came from its begin now comes from the node's first output. Between two nodes of one
 * group it comes into the group.
 */
export function insertOnEdge(document: ScenarioDocument, edge: DocumentEdge, id: string): ScenarioDocument {
  const group = groupOf(document, endOf(edge.from).node);
  const isInside = group !== null && group === groupOf(document, endOf(edge.to).node);
  const without = disconnect(isInside ? putIn(document, group, [id]) : document, [edge]);
  return {
    ...without,
    edges: [
      ...without.edges.filter((each) => each.to !== id),
      { from: edge.from, to: id },
      { from: id, to: edge.to },
    ],
  };
}

export function moveNodes(document: ScenarioDocument, places: Record<string, Place>): ScenarioDocument {
  const rounded = Object.fromEntries(
    Object.entries(places).map(([id, place]) => [id, { x: Math.round(place.x), y: Math.round(place.y) }]),
  );
  return {
    ...document,
    layout: { ...document.layout, positions: { ...document.layout?.positions, ...rounded } },
  };
}

/** Nodes with the edges among them, notes, and the groups of which all is there. */
export function pieceOf(
  document: ScenarioDocument,
  ids: ReadonlySet<string>,
  places: Record<string, Place>,
  noteIds: ReadonlySet<string> = new Set(),
): Piece {
  const { notes, groups } = annotationsAmong(document, ids, noteIds);
  return {
    filbert: "nodes",
    nodes: document.nodes.filter((each) => ids.has(each.id)),
    edges: document.edges.filter((each) => ids.has(endOf(each.from).node) && ids.has(endOf(each.to).node)),
    positions: Object.fromEntries([...ids].flatMap((id) => (places[id] ? [[id, places[id]]] : []))),
    ...(Object.keys(notes).length > 0 ? { notes } : {}),
    ...(Object.keys(groups).length > 0 ? { groups } : {}),
  };
}

/** The piece of a text, or null where the text is something else. */
export function pieceFrom(text: string): Piece | null {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return null; // Any text may be on the clipboard.
  }
  const piece = found as Partial<Piece> | null;
  const isPiece =
    piece?.filbert === "nodes" &&
    Array.isArray(piece.nodes) &&
    Array.isArray(piece.edges) &&
    piece.nodes.every((each) => typeof each?.id === "string" && typeof each.component === "string") &&
    piece.edges.every((each) => typeof each?.from === "string" && typeof each.to === "string");
  return isPiece ? ({ positions: {}, ...piece } as Piece) : null;
}

/**
 * Add a piece under free ids, moved by an offset.
 *
 * @returns the document, and the ids of nodes and of notes that were added
 */
export function paste(
  document: ScenarioDocument,
  piece: Piece,
  offset: Place,
): [ScenarioDocument, string[], string[]] {
  const names = new Map<string, string>();
  for (const node of piece.nodes) names.set(node.id, freeId(document, node.id, names.values()));
  const renamed = (text: string) => {
    const end = endOf(text);
    return textOf({ ...end, node: names.get(end.node) ?? end.node });
  };
  const next: ScenarioDocument = {
    ...document,
    nodes: [...document.nodes, ...piece.nodes.map((each) => ({ ...each, id: names.get(each.id)! }))],
    edges: [
      ...document.edges,
      ...piece.edges
        .filter((each) => names.has(endOf(each.from).node) && names.has(endOf(each.to).node))
        .map((each) => ({ from: renamed(each.from), to: renamed(each.to) })),
    ],
  };
  const places = Object.fromEntries(
    Object.entries(piece.positions).flatMap(([id, place]) => {
      const name = names.get(id);
      return name ? [[name, { x: place.x + offset.x, y: place.y + offset.y }]] : [];
    }),
  );
  const moved = Object.keys(places).length > 0 ? moveNodes(next, places) : next;
  const [whole, notes] = pasteAnnotations(moved, piece, names, offset);
  return [whole, [...names.values()], notes];
}

/** Nodes in order of flow: each after what leads to it, and otherwise as in the document. */
export function inOrder(document: ScenarioDocument): DocumentNode[] {
  const before = new Map(document.nodes.map((each) => [each.id, 0]));
  const after = new Map<string, string[]>();
  for (const each of document.edges) {
    const [from, to] = [endOf(each.from).node, endOf(each.to).node];
    if (!before.has(from) || !before.has(to)) continue;
    before.set(to, before.get(to)! + 1);
    after.set(from, [...(after.get(from) ?? []), to]);
  }
  const known = new Map(document.nodes.map((each) => [each.id, each]));
  const order: DocumentNode[] = [];
  const waiting = document.nodes.filter((each) => before.get(each.id) === 0).map((each) => each.id);
  while (waiting.length > 0) {
    const id = waiting.shift()!;
    const node = known.get(id);
    if (!node) continue;
    known.delete(id);
    order.push(node);
    const free = (after.get(id) ?? []).filter((each) => {
      before.set(each, before.get(each)! - 1);
      return before.get(each) === 0;
    });
    waiting.unshift(...free);
  }
  return [...order, ...known.values()];
}

/** Ids of a node and of everything that its events reach. */
export function downstream(document: ScenarioDocument, id: string): Set<string> {
  const found = new Set<string>();
  const waiting = [id];
  while (waiting.length > 0) {
    const at = waiting.pop()!;
    if (found.has(at)) continue;
    found.add(at);
    for (const each of document.edges) if (endOf(each.from).node === at) waiting.push(endOf(each.to).node);
  }
  return found;
}
