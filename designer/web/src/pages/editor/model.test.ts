import { describe, expect, test } from "vitest";
import type { Component } from "~/api/types";
import { extract, replaced } from "./fragments/extract";
import type { ScenarioDocument } from "./model";
import * as model from "./model";
import { begin, edit, redo, undo, useEdited } from "./store";
import { fromYaml, toYaml } from "./yaml";

const spam: ScenarioDocument = {
  filbert: 1,
  name: "spam",
  nodes: [
    { id: "sms", component: "kafka", parameters: { stream: "sms" } },
    { id: "many", component: "filter", parameters: { condition: "n >= 1000" } },
    { id: "alert", component: "alert", parameters: { severity: "high" } },
  ],
  edges: [
    { from: "sms", to: "many" },
    { from: "many.true", to: "alert" },
  ],
};

describe("operations", () => {
  test("an input takes one edge", () => {
    const found = model.connect(spam, { from: "sms", to: "alert" });

    expect(found.edges).toEqual([
      { from: "sms", to: "many" },
      { from: "sms", to: "alert" },
    ]);
  });

  test("a node put into an edge takes over both of its ends", () => {
    const added = model.addNode(spam, { id: "once", component: "deduplicate" });

    const found = model.insertOnEdge(added, spam.edges[1]!, "once");

    expect(found.edges).toEqual([
      { from: "sms", to: "many" },
      { from: "many.true", to: "once" },
      { from: "once", to: "alert" },
    ]);
  });

  test("what is pasted has ids of its own and keeps inner edges", () => {
    const piece = model.pieceFrom(
      JSON.stringify(model.pieceOf(spam, new Set(["many", "alert"]), { many: { x: 8, y: 8 } })),
    )!;

    const [found, ids] = model.paste(spam, piece, { x: 32, y: 32 });

    expect(ids).toEqual(["many-2", "alert-2"]);
    expect(found.edges.at(-1)).toEqual({ from: "many-2.true", to: "alert-2" });
    expect(found.layout?.positions).toEqual({ "many-2": { x: 40, y: 40 } });
  });

  test("other texts are no nodes", () => {
    for (const text of ["", "hello", "{}", "[1]", '{"filbert":"nodes","nodes":[{}],"edges":[]}']) {
      expect(model.pieceFrom(text)).toBeNull();
    }
  });

  test("circles are seen before they are drawn", () => {
    expect(model.closesCircle(spam, "alert", "sms")).toBe(true);
    expect(model.closesCircle(spam, "sms", "alert")).toBe(false);
  });

  test("nodes stand after what leads to them", () => {
    const turned = { ...spam, nodes: [...spam.nodes].reverse() };

    expect(model.inOrder(turned).map((each) => each.id)).toEqual(["sms", "many", "alert"]);
  });

  test("a name is what people see, and the id stays", () => {
    const found = model.renameNode(spam, "many", "A thousand");

    expect(found.nodes[1]).toEqual({
      id: "many",
      name: "A thousand",
      component: "filter",
      parameters: { condition: "n >= 1000" },
    });
    expect(model.renameNode(found, "many", "many")).toEqual(spam);
  });
});

describe("yaml", () => {
  test("a document comes back as it was", () => {
    expect(fromYaml(toYaml(spam))).toEqual(spam);
  });

  test("faults say where", () => {
    expect(() => fromYaml("a: [1")).toThrow(/line/);
    expect(() => fromYaml("a: &x 1\nb: *x")).toThrow(/[Aa]lias/);
    expect(() => fromYaml("a: 1\na: 2")).toThrow(/unique/i);
  });
});

/** Numbers that are the same in each run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const CALLER = { component: { id: "fragment" } as Component, parameter: "fragment" };

describe("undo", () => {
  test("of 1,000 random operations gives the start, and redo the end", () => {
    const next = random(7);
    const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(next() * items.length)];
    const operations: ((before: ScenarioDocument) => ScenarioDocument)[] = [
      (before) =>
        model.addNode(
          before,
          { id: model.freeId(before, "filter"), component: "filter" },
          { x: next() * 900, y: next() * 900 },
        ),
      (before) => model.removeNodes(before, new Set([pick(before.nodes)?.id ?? ""])),
      (before) =>
        model.setParameter(
          before,
          pick(before.nodes)?.id ?? "",
          ["condition"],
          `n > ${Math.floor(next() * 100)}`,
        ),
      (before) =>
        model.setParameter(
          before,
          pick(before.nodes)?.id ?? "",
          ["list", 0, "where"],
          next() < 0.5 ? "TRUE" : undefined,
        ),
      (before) =>
        model.connect(before, { from: pick(before.nodes)?.id ?? "", to: pick(before.nodes)?.id ?? "" }),
      (before) => model.disconnect(before, before.edges.slice(0, 1)),
      (before) => model.renameNode(before, pick(before.nodes)?.id ?? "", `name ${Math.floor(next() * 50)}`),
      (before) => model.setDisabled(before, new Set([pick(before.nodes)?.id ?? ""]), next() < 0.5),
      (before) =>
        model.moveNodes(before, { [pick(before.nodes)?.id ?? "sms"]: { x: next() * 900, y: next() * 900 } }),
      (before) =>
        model.paste(
          before,
          model.pieceOf(before, new Set(before.nodes.slice(0, 2).map((each) => each.id)), {}),
          { x: 8, y: 8 },
        )[0],
      (before) => {
        const ids = new Set(before.nodes.slice(0, 2).map((each) => each.id));
        if (before.nodes.length < 9 || next() < 0.5) return before;
        const places = Object.fromEntries(before.nodes.map((each, at) => [each.id, { x: at, y: 8 }]));
        const made = extract(before, ids, places, {}, () => "out");
        return replaced(before, made, CALLER, "part", places, () => "out")[0];
      },
      (before) => model.setNote(before, pick(before.nodes)?.id ?? "", next() < 0.5 ? "why" : ""),
    ];
    begin(spam);
    // What changes nothing is no step, so it is done until there are a thousand.
    while (useEdited.temporal.getState().pastStates.length < 1_000) edit("step", pick(operations)!);
    const end = JSON.stringify(useEdited.getState().document);

    for (let count = 0; count < 1_000; count++) undo();
    const undone = JSON.stringify(useEdited.getState().document);
    for (let count = 0; count < 1_000; count++) redo();

    expect(undone).toBe(JSON.stringify(spam));
    expect(JSON.stringify(useEdited.getState().document)).toBe(end);
  });

  test("letters into one field are one step", () => {
    begin(spam);

    for (const text of ["n", "n ", "n >", "n > 1"]) {
      edit(
        "change condition",
        (before) => model.setParameter(before, "many", ["condition"], text),
        "many condition",
      );
    }
    undo();

    expect(useEdited.getState().document).toBe(spam);
  });
});
