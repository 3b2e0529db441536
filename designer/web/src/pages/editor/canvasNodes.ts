/** The document's nodes, notes and groups as xyflow draws them, with what is being dragged. Pure. */
import type { Node } from "@xyflow/react";
import {
  type AnnotationId,
  AROUND,
  annotationsOf,
  type Box,
  frameOf,
  groupKey,
  noteKey,
  standIns,
} from "./annotations";
import { HEIGHT, snapped, WIDTH } from "./layout";
import type { Place, ScenarioDocument } from "./model";

/**
 * From the ground up: notes, edges, frames, whose heads hide the edges below them, and nodes. What is chosen is lifted by
 * 1,000; a chosen note lies over everything.
 */
export const EDGE_DEPTH = -4_000;
const NOTE_DEPTH = -6_000;
const FRAME_DEPTH = -2_000;

export interface Drawn {
  nodes: Node[];
  /** Where everything is now, what a folded group hides included. */
  places: Record<string, Place>;
}

interface Situation {
  document: ScenarioDocument;
  /** Places of nodes in the document. */
  places: Record<string, Place>;
  /** Places while something is dragged, by the ids that xyflow knows. */
  dragged: Record<string, Place> | null;
  /** Sizes of notes while they are changed. */
  sized: Record<string, { width: number; height: number }> | null;
  selected: ReadonlySet<string>;
  annotations: ReadonlySet<AnnotationId>;
}

/** What is to be drawn. What is as before stays the same object, so that it is not drawn anew. */
export function drawn(now: Situation, before: ReadonlyMap<string, Node>): Drawn {
  const { document, dragged } = now;
  const { notes, groups } = annotationsOf(document);
  const hidden = standIns(document);
  const places: Record<string, Place> = {};
  const boxes: Record<string, Box> = {};
  const nodes: Node[] = [];
  const folded = new Set(
    Object.values(groups).flatMap((each) => (each.collapsed ? (each.notes ?? []).map(noteKey) : [])),
  );

  for (const { id } of document.nodes) {
    const place = dragged?.[id] ?? now.places[id]!;
    places[id] = place;
    boxes[id] = {
      ...place,
      width: WIDTH,
      height: before.get(id)?.measured?.height ?? HEIGHT,
    };
    if (!hidden.has(id))
      nodes.push({ id, type: "card", position: place, selected: now.selected.has(id), data: {} });
  }
  for (const [id, note] of Object.entries(notes)) {
    const key = noteKey(id);
    const size = now.sized?.[key] ?? { width: note.width, height: note.height };
    const position = dragged?.[key] ?? { x: note.x, y: note.y };
    places[key] = position;
    boxes[key] = { ...position, ...size };
    if (folded.has(key)) continue;
    const selected = now.annotations.has(key);
    const zIndex = selected ? 0 : NOTE_DEPTH;
    nodes.push({ id: key, type: "note", position, ...size, selected, zIndex, data: {} });
  }
  const frames: Node[] = [];
  for (const [id, group] of Object.entries(groups)) {
    const key = groupKey(id);
    const frame = frameOf([...group.nodes, ...(group.notes ?? []).map(noteKey)].map((each) => boxes[each]!));
    const { x, y, ...size } = frame;
    const position = group.collapsed ? cardIn(frame) : { x, y };
    places[key] = position;
    const common = {
      id: key,
      position,
      selected: now.annotations.has(key),
      // By its head alone: whoever draws a box around nodes inside does not mean the group.
      selectable: false,
      dragHandle: ".group-head",
      data: {},
    };
    if (group.collapsed) frames.push({ ...common, type: "folded" });
    else
      frames.push({
        ...common,
        type: "frame",
        ...size,
        measured: size,
        zIndex: FRAME_DEPTH,
        style: { pointerEvents: "none" },
      });
  }
  return { nodes: [...frames, ...nodes].map((each) => reused(before.get(each.id), each)), places };
}

/** Where the card of a folded group stands: in the middle of what it holds, at the top of that. */
function cardIn(frame: Box): Place {
  return { x: snapped(frame.x + (frame.width - WIDTH) / 2), y: frame.y + AROUND.top };
}

/** The old object where it says the same; what xyflow has measured goes along. */
function reused(old: Node | undefined, next: Node): Node {
  if (!old || old.type !== next.type) return { ...next, deletable: false };
  const isSame =
    old.position.x === next.position.x &&
    old.position.y === next.position.y &&
    old.selected === next.selected &&
    old.width === next.width &&
    old.height === next.height;
  return isSame ? old : { ...old, ...next };
}

/** What is the same as before as the object it was, and the list itself where nothing in it differs: none is drawn anew. */
export function unchanged<Item extends { id: string }>(
  before: Item[],
  next: Item[],
  isSame: (old: Item, now: Item) => boolean,
): Item[] {
  const known = new Map(before.map((each) => [each.id, each]));
  const all = next.map((each) => {
    const old = known.get(each.id);
    return old && isSame(old, each) ? old : each;
  });
  const isWhole = all.length === before.length && all.every((each, at) => each === before[at]);
  return isWhole ? before : all;
}

/** All that moves when something is dragged: with a group all that is in it, unless that moves by itself. */
export function movedWith(
  document: ScenarioDocument,
  moved: Record<string, Place>,
  places: Record<string, Place>,
): Record<string, Place> {
  const { groups } = annotationsOf(document);
  const all: Record<string, Place> = {};
  for (const [key, place] of Object.entries(moved)) {
    if (!key.startsWith("group:")) {
      all[key] = place;
      continue;
    }
    const group = groups[key.slice(6)];
    const from = places[key];
    if (!group || !from) continue;
    for (const each of [...group.nodes, ...(group.notes ?? []).map(noteKey)]) {
      const at = places[each];
      if (at && !(each in moved)) all[each] = { x: at.x + place.x - from.x, y: at.y + place.y - from.y };
    }
  }
  return all;
}

/** The open group whose frame has the middle of a node or note in it; null where that is in a group already. */
export function groupUnder(document: ScenarioDocument, nodes: readonly Node[], key: string): string | null {
  const { groups } = annotationsOf(document);
  const isIn = Object.values(groups).some((each) =>
    key.startsWith("note:") ? each.notes?.includes(key.slice(5)) : each.nodes.includes(key),
  );
  const node = nodes.find((each) => each.id === key);
  if (isIn || !node) return null;
  const middle = {
    x: node.position.x + (node.width ?? WIDTH) / 2,
    y: node.position.y + (node.height ?? node.measured?.height ?? HEIGHT) / 2,
  };
  const frame = nodes.find(
    (each) =>
      each.type === "frame" &&
      middle.x > each.position.x &&
      middle.x < each.position.x + each.width! &&
      middle.y > each.position.y &&
      middle.y < each.position.y + each.height!,
  );
  return frame ? frame.id.slice(6) : null;
}
