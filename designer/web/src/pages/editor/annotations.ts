/** Notes and groups on the canvas: part of the picture, never of the meaning. Pure; each change gives a new document. */
import type { Place, ScenarioDocument } from "./model";

/** Names of colours; both themes have a tone of each. */
export const COLORS = ["grey", "blue", "amber", "plum", "green"] as const;
export type Color = (typeof COLORS)[number];

export interface Note extends Place {
  width: number;
  height: number;
  text: string;
  color?: Color;
}

export interface Group {
  title: string;
  color?: Color;
  nodes: string[];
  notes?: string[];
  collapsed?: boolean;
}

/** As many and as long as a document may have them; the check says the same. */
export const MOST = { notes: 200, groups: 100, text: 4_000, title: 200 } as const;
export const NOTE = { width: 208, height: 104, least: 48, most: 2_000 } as const;
const FARTHEST = 1_000_000;

export interface Annotations {
  notes: Readonly<Record<string, Note>>;
  groups: Readonly<Record<string, Group>>;
}

/** What is chosen beside nodes, and how xyflow knows it: nodes have no colon in their ids. */
export type AnnotationId = `note:${string}` | `group:${string}`;

export function noteKey(id: string): AnnotationId {
  return `note:${id}`;
}

export function groupKey(id: string): AnnotationId {
  return `group:${id}`;
}

export function idOf(key: string): string {
  return key.slice(key.indexOf(":") + 1);
}

const known = new WeakMap<object, { nodes: ScenarioDocument["nodes"]; found: Annotations }>();
const NONE: Annotations = { notes: {}, groups: {} };

/** Notes and groups of a document, whatever its draft holds: what is no note or group is left out. */
export function annotationsOf(document: ScenarioDocument): Annotations {
  const { layout, nodes } = document;
  if (!layout?.notes && !layout?.groups) return NONE;
  const before = known.get(layout);
  if (before?.nodes === nodes) return before.found;
  const notes: Record<string, Note> = {};
  for (const [id, each] of entries(layout.notes).slice(0, MOST.notes)) {
    const note = noteFrom(each);
    if (note) notes[id] = note;
  }
  const groups: Record<string, Group> = {};
  const free = new Set([...nodes.map((each) => each.id), ...Object.keys(notes).map(noteKey)]);
  for (const [id, each] of entries(layout.groups).slice(0, MOST.groups)) {
    const group = groupFrom(each, free);
    if (group) groups[id] = group;
  }
  const found = { notes, groups };
  known.set(layout, { nodes, found });
  return found;
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function noteFrom(value: unknown): Note | null {
  const { x, y, width, height, text, color } = (value ?? {}) as Record<string, unknown>;
  if (typeof x !== "number" || typeof y !== "number" || typeof text !== "string") return null;
  return {
    ...placed({ x, y }),
    width: sized(width, NOTE.width),
    height: sized(height, NOTE.height),
    text: text.slice(0, MOST.text),
    ...colored(color),
  };
}

/** A group of what is free: each node and note is in one group at most. */
function groupFrom(value: unknown, free: Set<string>): Group | null {
  const { title, color, nodes, notes, collapsed } = (value ?? {}) as Record<string, unknown>;
  const take = (list: unknown, key: (id: string) => string) =>
    (Array.isArray(list) ? list : []).filter(
      (each): each is string => typeof each === "string" && free.delete(key(each)),
    );
  const own = take(nodes, (id) => id);
  const others = take(notes, noteKey);
  if (own.length + others.length === 0) return null;
  return {
    title: typeof title === "string" ? title.slice(0, MOST.title) : "",
    ...colored(color),
    nodes: own,
    ...(others.length > 0 ? { notes: others } : {}),
    ...(collapsed === true ? { collapsed } : {}),
  };
}

function colored(value: unknown): { color?: Color } {
  return COLORS.includes(value as Color) ? { color: value as Color } : {};
}

function placed({ x, y }: Place): Place {
  const within = (value: number) => Math.round(Math.min(FARTHEST, Math.max(-FARTHEST, value)));
  return { x: within(x), y: within(y) };
}

function sized(value: unknown, otherwise: number): number {
  const size = typeof value === "number" ? value : otherwise;
  return Math.round(Math.min(NOTE.most, Math.max(NOTE.least, size)));
}

function withAnnotations(document: ScenarioDocument, { notes, groups }: Annotations): ScenarioDocument {
  const { notes: _, groups: __, ...others } = document.layout ?? {};
  return {
    ...document,
    layout: {
      ...others,
      ...(Object.keys(notes).length > 0 ? { notes } : {}),
      ...(Object.keys(groups).length > 0 ? { groups } : {}),
    },
  };
}

function freeName(taken: object, wish: string): string {
  if (!(wish in taken)) return wish;
  const stem = wish.replace(/-\d+$/, "");
  for (let number = 2; ; number++) if (!(`${stem}-${number}` in taken)) return `${stem}-${number}`;
}

/**
 * Add a note.
 *
 * @returns the document and the note's id; the same document and null where there are as many as may be
 */
export function addNote(
  document: ScenarioDocument,
  place: Place,
  text = "",
): [ScenarioDocument, string | null] {
  const { notes, groups } = annotationsOf(document);
  if (Object.keys(notes).length >= MOST.notes) return [document, null];
  const id = freeName(notes, "note");
  const note = { ...placed(place), width: NOTE.width, height: NOTE.height, text: text.slice(0, MOST.text) };
  return [withAnnotations(document, { notes: { ...notes, [id]: note }, groups }), id];
}

/** Change a note: its place, size, text or colour. */
export function changeNote(document: ScenarioDocument, id: string, change: Partial<Note>): ScenarioDocument {
  const { notes, groups } = annotationsOf(document);
  const old = notes[id];
  const next = old && noteFrom({ ...old, ...change });
  if (!next || JSON.stringify(next) === JSON.stringify(old)) return document;
  return withAnnotations(document, { notes: { ...notes, [id]: next }, groups });
}

export function moveNotes(document: ScenarioDocument, places: Record<string, Place>): ScenarioDocument {
  let next = document;
  for (const [id, { x, y }] of Object.entries(places)) next = changeNote(next, id, { x, y });
  return next;
}

/**
 * Put nodes and notes into a group of their own; they leave those that they were in.
 *
 * @returns the document and the group's id; the same document and null where there is nothing to group
 */
export function addGroup(
  document: ScenarioDocument,
  nodes: readonly string[],
  notes: readonly string[] = [],
  title = "",
): [ScenarioDocument, string | null] {
  const without = takeOut(document, new Set(nodes), new Set(notes));
  const before = annotationsOf(without);
  if (Object.keys(before.groups).length >= MOST.groups) return [document, null];
  const id = freeName(annotationsOf(document).groups, "group");
  const group = { title, nodes: [...nodes], notes: [...notes] };
  const next = sound({
    ...without,
    layout: { ...without.layout, groups: { ...before.groups, [id]: group } },
  });
  return id in annotationsOf(next).groups ? [next, id] : [document, null];
}

/** Without what is no note or group, or is in none. */
function sound(document: ScenarioDocument): ScenarioDocument {
  return withAnnotations(document, annotationsOf(document));
}

/** Change a group's title or colour, or whether it is collapsed. */
export function changeGroup(
  document: ScenarioDocument,
  id: string,
  change: Partial<Pick<Group, "title" | "color" | "collapsed">>,
): ScenarioDocument {
  const { notes, groups } = annotationsOf(document);
  const old = groups[id];
  if (!old) return document;
  const { collapsed, ...next } = { ...old, ...change };
  const group = { ...next, title: next.title.slice(0, MOST.title), ...(collapsed ? { collapsed } : {}) };
  if (JSON.stringify(group) === JSON.stringify(old)) return document;
  return withAnnotations(document, { notes, groups: { ...groups, [id]: group } });
}

/** Put nodes and notes into a group that is there. */
export function putIn(
  document: ScenarioDocument,
  id: string,
  nodes: readonly string[],
  notes: readonly string[] = [],
): ScenarioDocument {
  const group = annotationsOf(document).groups[id];
  if (!group) return document;
  const isIn = (each: string, list: readonly string[] | undefined) => list?.includes(each) ?? false;
  const newNodes = nodes.filter((each) => !isIn(each, group.nodes));
  const newNotes = notes.filter((each) => !isIn(each, group.notes));
  if (newNodes.length + newNotes.length === 0) return document;
  const before = annotationsOf(takeOut(document, new Set(newNodes), new Set(newNotes)));
  const grown = {
    ...group,
    nodes: [...group.nodes, ...newNodes],
    notes: [...(group.notes ?? []), ...newNotes],
  };
  const next = { ...document.layout, groups: { ...before.groups, [id]: grown } };
  return sound({ ...document, layout: next });
}

/** Take nodes and notes out of their groups. A group that nothing is left of goes. */
export function takeOut(
  document: ScenarioDocument,
  nodes: ReadonlySet<string>,
  notes: ReadonlySet<string> = new Set(),
): ScenarioDocument {
  const before = annotationsOf(document);
  const groups: Record<string, Group> = {};
  let isChanged = false;
  for (const [id, group] of Object.entries(before.groups)) {
    const { notes: members = [], ...others } = group;
    const own = group.nodes.filter((each) => !nodes.has(each));
    const left = members.filter((each) => !notes.has(each));
    if (own.length === group.nodes.length && left.length === members.length) {
      groups[id] = group;
      continue;
    }
    isChanged = true;
    if (own.length + left.length > 0)
      groups[id] = { ...others, nodes: own, ...(left.length > 0 ? { notes: left } : {}) };
  }
  return isChanged ? withAnnotations(document, { notes: before.notes, groups }) : document;
}

/** Remove groups; what was in them stays. */
export function ungroup(document: ScenarioDocument, ids: ReadonlySet<string>): ScenarioDocument {
  const { notes, groups } = annotationsOf(document);
  const left = Object.entries(groups).filter(([id]) => !ids.has(id));
  if (left.length === Object.keys(groups).length) return document;
  return withAnnotations(document, { notes, groups: Object.fromEntries(left) });
}

export function removeNotes(document: ScenarioDocument, ids: ReadonlySet<string>): ScenarioDocument {
  const { notes } = annotationsOf(document);
  const left = Object.entries(notes).filter(([id]) => !ids.has(id));
  if (left.length === Object.keys(notes).length) return document;
  const { groups } = annotationsOf(takeOut(document, new Set(), ids));
  return withAnnotations(document, { notes: Object.fromEntries(left), groups });
}

/** The id of the group that a node is in. */
export function groupOf(document: ScenarioDocument, node: string): string | null {
  const { groups } = annotationsOf(document);
  return Object.keys(groups).find((id) => groups[id]!.nodes.includes(node)) ?? null;
}

/** Chosen notes, and the groups of which everything is chosen: what copying nodes takes along. */
export function annotationsAmong(
  document: ScenarioDocument,
  nodes: ReadonlySet<string>,
  notes: ReadonlySet<string>,
): Annotations {
  const all = annotationsOf(document);
  const keep = <Item>(items: Readonly<Record<string, Item>>, test: (id: string, item: Item) => boolean) =>
    Object.fromEntries(Object.entries(items).filter(([id, item]) => test(id, item)));
  return {
    notes: keep(all.notes, (id) => notes.has(id)),
    groups: keep(
      all.groups,
      (_, { nodes: own, notes: others = [] }) =>
        own.every((each) => nodes.has(each)) && others.every((each) => notes.has(each)),
    ),
  };
}

/**
 * Add notes and groups that were copied; what is no note or group, or more than there may be, is left out.
 *
 * @param names ids in the document by the ids of copied nodes
 * @returns the document, and the ids of the notes that were added
 */
export function pasteAnnotations(
  document: ScenarioDocument,
  copied: { notes?: unknown; groups?: unknown },
  names: ReadonlyMap<string, string>,
  offset: Place,
): [ScenarioDocument, string[]] {
  const { notes, groups } = annotationsOf(document);
  const [allNotes, allGroups] = [{ ...notes }, { ...groups }];
  const renamed = new Map<string, string>();
  for (const [id, each] of entries(copied.notes)) {
    const note = noteFrom(each);
    if (!note || Object.keys(allNotes).length >= MOST.notes) continue;
    const name = freeName(allNotes, id);
    renamed.set(id, name);
    allNotes[name] = { ...note, ...placed({ x: note.x + offset.x, y: note.y + offset.y }) };
  }
  const free = new Set([...names.keys(), ...[...renamed.keys()].map(noteKey)]);
  for (const [id, each] of entries(copied.groups)) {
    const group = groupFrom(each, free);
    if (!group || Object.keys(allGroups).length >= MOST.groups) continue;
    const members = group.notes?.map((note) => renamed.get(note)!);
    allGroups[freeName(allGroups, id)] = {
      ...group,
      nodes: group.nodes.map((node) => names.get(node)!),
      ...(members ? { notes: members } : {}),
    };
  }
  if (renamed.size === 0 && Object.keys(allGroups).length === Object.keys(groups).length)
    return [document, []];
  return [withAnnotations(document, { notes: allNotes, groups: allGroups }), [...renamed.values()]];
}

/** Room around what a group holds; the head stands in the upper part. Multiples of the grid. */
export const AROUND = { left: 24, top: 40, right: 24, bottom: 32 } as const;

export interface Box extends Place {
  width: number;
  height: number;
}

/** The frame of a group: around the boxes of all that it holds. */
export function frameOf(boxes: readonly Box[]): Box {
  const left = Math.min(...boxes.map((each) => each.x)) - AROUND.left;
  const top = Math.min(...boxes.map((each) => each.y)) - AROUND.top;
  const right = Math.max(...boxes.map((each) => each.x + each.width)) + AROUND.right;
  const bottom = Math.max(...boxes.map((each) => each.y + each.height)) + AROUND.bottom;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The ends of edges as they are drawn: a collapsed group stands for what is in it. */
export function standIns(document: ScenarioDocument): ReadonlyMap<string, AnnotationId> {
  const found = new Map<string, AnnotationId>();
  for (const [id, group] of Object.entries(annotationsOf(document).groups))
    if (group.collapsed) for (const node of group.nodes) found.set(node, groupKey(id));
  return found;
}
