/** Where nodes are drawn: where they were put, or else from top to bottom along the flow. */
import dagre from "@dagrejs/dagre";
import { annotationsOf, groupKey } from "./annotations";
import { endOf, type Place, type ScenarioDocument } from "./model";

export const WIDTH = 220;
export const HEIGHT = 52;
export const GRID = 8;
const BETWEEN = 40;
const BELOW = 48;
const SIDE = 150;

/**
 * Places of nodes, laid out from top to bottom. The picture begins at 0, 0.
 *
 * @param only the nodes to lay out; without them all
 * @param heights of cards that are higher than most, in pixels
 */
export function laidOut(
  document: ScenarioDocument,
  only?: ReadonlySet<string>,
  heights: Readonly<Record<string, number>> = {},
): Record<string, Place> {
  const heightOf = (id: string) => heights[id] ?? HEIGHT;
  const graph = new dagre.graphlib.Graph({ compound: true });
  graph.setGraph({ rankdir: "TB", nodesep: BETWEEN + 20, ranksep: BELOW, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  const nodes = document.nodes.filter((each) => !only || only.has(each.id));
  const ids = new Set(nodes.map((each) => each.id));
  for (const each of nodes) graph.setNode(each.id, { width: WIDTH, height: heightOf(each.id) });
  for (const each of document.edges) {
    const [from, to] = [endOf(each.from).node, endOf(each.to).node];
    if (ids.has(from) && ids.has(to) && from !== to) graph.setEdge(from, to);
  }
  for (const [id, group] of Object.entries(annotationsOf(document).groups)) {
    const members = group.nodes.filter((each) => ids.has(each));
    if (members.length < 2) continue;
    // What is in a group stays together, with room for its frame.
    graph.setNode(groupKey(id), {});
    for (const each of members) graph.setParent(each, groupKey(id));
  }
  dagre.layout(graph);
  return Object.fromEntries(
    nodes.map(({ id }) => {
      const { x, y } = graph.node(id);
      return [id, { x: snapped(x - WIDTH / 2), y: snapped(y - heightOf(id) / 2) }];
    }),
  );
}

/**
 * Places of notes after nodes have been laid out anew: each goes along with the node that it was nearest to. One that
 * would then lie over a node or another note goes to the right of all nodes, as high as before.
 */
export function notesBeside(
  document: ScenarioDocument,
  before: Readonly<Record<string, Place>>,
  after: Readonly<Record<string, Place>>,
  heights: Readonly<Record<string, number>> = {},
): Record<string, Place> {
  const nodes = Object.keys(after).filter((id) => before[id]);
  if (nodes.length === 0) return {};
  const boxOf = (id: string, { x, y }: Place): Box => ({ x, y, width: WIDTH, height: heights[id] ?? HEIGHT });
  const taken = nodes.map((id) => boxOf(id, after[id]!));
  const right = snapped(Math.max(...taken.map((each) => each.x)) + WIDTH + BETWEEN);
  const places: Record<string, Place> = {};
  for (const [id, note] of Object.entries(annotationsOf(document).notes)) {
    const gaps = nodes.map((node) => ({ node, gap: gapBetween(note, boxOf(node, before[node]!)) }));
    const { node } = gaps.reduce((least, each) => (each.gap < least.gap ? each : least));
    const [old, made] = [before[node]!, after[node]!];
    const box = { ...note, x: snapped(note.x + made.x - old.x), y: snapped(note.y + made.y - old.y) };
    const isFree = () => taken.every((each) => gapBetween(box, each) > 0);
    if (!isFree()) box.x = Math.max(box.x, right);
    while (!isFree()) box.y += GRID;
    taken.push(box);
    places[id] = { x: box.x, y: box.y };
  }
  return places;
}

interface Box extends Place {
  width: number;
  height: number;
}

/** How far two boxes are from each other; 0 where they touch or one lies over the other. */
function gapBetween(one: Box, other: Box): number {
  const across = Math.max(one.x - other.x - other.width, other.x - one.x - one.width, 0);
  const down = Math.max(one.y - other.y - other.height, other.y - one.y - one.height, 0);
  return Math.hypot(across, down);
}

/** A place for every node: kept ones, and for the others one that the layout gives. */
export function placesOf(document: ScenarioDocument): Record<string, Place> {
  const kept = document.layout?.positions ?? {};
  if (document.nodes.every((each) => isPlace(kept[each.id]))) return kept;
  const made = laidOut(document);
  if (!document.nodes.some((each) => isPlace(kept[each.id]))) return made;
  // A few are new: below what leads to them, or else beside everything.
  const places: Record<string, Place> = {};
  for (const each of document.nodes) if (isPlace(kept[each.id])) places[each.id] = kept[each.id]!;
  for (const each of document.nodes) places[each.id] ??= freeBelow(document, places, each.id);
  return places;
}

/** A free place below what leads to a node. */
export function freeBelow(document: ScenarioDocument, places: Record<string, Place>, id: string): Place {
  const before = document.edges
    .filter((each) => endOf(each.to).node === id)
    .map((each) => places[endOf(each.from).node]);
  const above = before.find((each) => each !== undefined);
  const taken = Object.values(places);
  const lowest = Math.max(0, ...taken.map((each) => each.y + HEIGHT + BELOW));
  let place = above ? { x: above.x, y: above.y + HEIGHT + BELOW } : { x: 0, y: taken.length ? lowest : 0 };
  while (
    taken.some((each) => Math.abs(each.x - place.x) < WIDTH + 8 && Math.abs(each.y - place.y) < HEIGHT + 8)
  ) {
    place = { x: place.x + WIDTH + BETWEEN + (above ? 0 : SIDE), y: place.y };
  }
  return place;
}

export function snapped(value: number): number {
  return Math.round(value / GRID) * GRID;
}

function isPlace(value: unknown): value is Place {
  const place = value as Place | undefined;
  return typeof place?.x === "number" && typeof place.y === "number";
}
