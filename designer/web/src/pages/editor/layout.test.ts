import { expect, test } from "vitest";
import { GRID, HEIGHT, laidOut, notesBeside, WIDTH } from "./layout";
import type { ScenarioDocument } from "./model";

const two: ScenarioDocument = {
  filbert: 1,
  name: "two",
  nodes: [
    { id: "sms", component: "kafka" },
    { id: "many", component: "filter" },
  ],
  edges: [{ from: "sms", to: "many" }],
};

function noted(notes: Record<string, { x: number; y: number; width: number; height: number }>) {
  const made = Object.fromEntries(Object.entries(notes).map(([id, each]) => [id, { ...each, text: "Why" }]));
  return { ...two, layout: { notes: made } } as ScenarioDocument;
}

test("below a high card there is as much room as below a low one", () => {
  const low = laidOut(two);
  const high = laidOut(two, undefined, { sms: 112 });

  const gap = (places: typeof low, height: number) => places.many!.y - places.sms!.y - height;
  expect(Math.abs(gap(high, 112) - gap(low, HEIGHT))).toBeLessThanOrEqual(GRID);
});

test("a note goes along with the node beside it", () => {
  const document = noted({ note: { x: 1240, y: 400, width: 200, height: 100 } });
  const before = { sms: { x: 0, y: 0 }, many: { x: 1000, y: 400 } };

  const found = notesBeside(document, before, { sms: { x: 0, y: 0 }, many: { x: 0, y: 104 } });

  expect(found).toEqual({ note: { x: 240, y: 104 } });
});

test("notes that would lie over a node or each other go to the right", () => {
  const document = noted({
    one: { x: 0, y: 64, width: 200, height: 100 },
    two: { x: 8, y: 80, width: 200, height: 100 },
  });
  const before = { sms: { x: 0, y: 0 }, many: { x: 0, y: 400 } };

  const found = notesBeside(document, before, { sms: { x: 0, y: 0 }, many: { x: 0, y: 104 } });

  expect(found.one!.x).toBeGreaterThan(WIDTH);
  expect(found.one!.y).toBe(64);
  expect(found.two!.x).toBe(found.one!.x);
  expect(found.two!.y).toBeGreaterThan(160);
});
