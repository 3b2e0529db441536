import { expect, test } from "vitest";
import { drawn } from "./canvasNodes";
import type { ScenarioDocument } from "./model";

function placeOf(group: Record<string, unknown>): { x: number; y: number } {
  const document = {
    filbert: 1,
    name: "grouped",
    nodes: ["above", "one", "two"].map((id) => ({ id, component: "filter", parameters: {} })),
    edges: [],
    layout: { groups: { group: { title: "Both", nodes: ["one", "two"], ...group } } },
  } as unknown as ScenarioDocument;
  const places = { above: { x: 96, y: 0 }, one: { x: 96, y: 104 }, two: { x: 96, y: 208 } };
  const empty = { dragged: null, sized: null, selected: new Set<string>(), annotations: new Set<never>() };
  return drawn({ document, places, ...empty }, new Map()).nodes.find((each) => each.id === "group:group")!
    .position;
}

test("a folded group stands in the column of its nodes, where the first of them was; its frame is around them", () => {
  expect(placeOf({ collapsed: true })).toEqual({ x: 96, y: 104 });
  expect(placeOf({})).toEqual({ x: 72, y: 64 });
});
