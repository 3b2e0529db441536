import { describe, expect, test } from "vitest";
import type { Component } from "~/api/types";
import * as annotations from "./annotations";
import { drawn, movedWith, unchanged } from "./canvasNodes";
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

/** With a note "why" in a group with the filter. */
function grouped(): ScenarioDocument {
  const [noted, note] = annotations.addNote(spam, { x: 8, y: 8 }, "Why: agreed\n- in March");
  return annotations.addGroup(noted, ["many"], [note!], "Who: #1")[0];
}

describe("notes and groups", () => {
  test("a node is in one group at most, and an empty group goes", () => {
    const [found, id] = annotations.addGroup(grouped(), ["many", "alert"]);

    expect(annotations.annotationsOf(found).groups).toEqual({
      group: { title: "Who: #1", nodes: [], notes: ["note"] },
      [id!]: { title: "", nodes: ["many", "alert"] },
    });
    const without = annotations.removeNotes(found, new Set(["note"]));
    expect(Object.keys(annotations.annotationsOf(without).groups)).toEqual([id]);
    const none = model.removeNodes(without, new Set(["many", "alert"]));
    expect(none.layout?.groups).toBeUndefined();
  });

  test("what is put between two nodes of a group comes into it", () => {
    const [both] = annotations.addGroup(spam, ["many", "alert"]);
    const added = model.addNode(both, { id: "once", component: "deduplicate" });

    const found = model.insertOnEdge(added, spam.edges[1]!, "once");

    expect(annotations.groupOf(found, "once")).toBe("group");
    expect(annotations.groupOf(model.insertOnEdge(added, spam.edges[0]!, "once"), "once")).toBeNull();
  });

  test("a copy has groups and notes of its own", () => {
    const whole = grouped();
    const ids = new Set(["many", "alert"]);
    const piece = model.pieceOf(whole, ids, {}, new Set(["note"]));
    const read = model.pieceFrom(JSON.stringify(piece))!;

    const [found, , notes] = model.paste(whole, read, { x: 32, y: 32 });

    expect(notes).toEqual(["note-2"]);
    expect(annotations.annotationsOf(found).groups["group-2"]).toEqual({
      title: "Who: #1",
      nodes: ["many-2"],
      notes: ["note-2"],
    });
    expect(annotations.annotationsOf(found).notes["note-2"]).toMatchObject({ x: 40, y: 40 });
    // Without the note it is not all of the group.
    expect(model.pieceOf(whole, ids, {}).groups).toBeUndefined();
  });

  test("there are not more or longer ones than the check allows, whatever is drawn or pasted", () => {
    let document = spam;
    for (let count = 0; count < 250; count++) document = annotations.addNote(document, { x: 0, y: 0 })[0];
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [`n${at}`, { x: 0, y: 0, text: "" }]),
    );
    const piece = { filbert: "nodes", nodes: [], edges: [], notes: many, groups: { g: { nodes: ["x"] } } };

    const [pasted] = model.paste(spam, model.pieceFrom(JSON.stringify(piece))!, { x: 0, y: 0 });
    const long = annotations.changeNote(document, "note", { text: "x".repeat(5_000), width: 1e9, x: -1e9 });

    expect(Object.keys(annotations.annotationsOf(document).notes)).toHaveLength(200);
    expect(Object.keys(annotations.annotationsOf(pasted).notes)).toHaveLength(200);
    expect(pasted.layout?.groups).toBeUndefined();
    expect(long.layout?.notes?.note).toMatchObject({ width: 2_000, x: -1_000_000 });
    expect(long.layout?.notes?.note?.text).toHaveLength(4_000);
  });

  test("what is no note or group in a draft is left out", () => {
    const layout = { notes: { a: { x: "1" }, b: null }, groups: { c: { nodes: ["nowhere"] }, d: 3 } };
    const document = { ...spam, layout } as unknown as ScenarioDocument;

    expect(annotations.annotationsOf(document)).toEqual({ notes: {}, groups: {} });
  });

  test("what a group holds moves with it, unless it moves by itself", () => {
    const places = { many: { x: 0, y: 0 }, "note:note": { x: 8, y: 8 }, "group:group": { x: -24, y: -48 } };
    const moved = { "group:group": { x: 0, y: 0 }, many: { x: 100, y: 100 } };

    expect(movedWith(grouped(), moved, places)).toEqual({
      many: { x: 100, y: 100 },
      "note:note": { x: 32, y: 56 },
    });
  });

  test("a folded group stands for its nodes", () => {
    const folded = annotations.changeGroup(grouped(), "group", { collapsed: true });
    const now = { document: folded, dragged: null, sized: null, selected: new Set<string>() };
    const places = { sms: { x: 0, y: 0 }, many: { x: 0, y: 104 }, alert: { x: 0, y: 208 } };

    const found = drawn({ ...now, places, annotations: new Set() }, new Map());

    expect(found.nodes.map((each) => [each.id, each.type])).toEqual([
      ["group:group", "folded"],
      ["sms", "card"],
      ["alert", "card"],
    ]);
    expect(annotations.standIns(folded).get("many")).toBe("group:group");
    expect(annotations.changeGroup(folded, "group", { collapsed: false })).toEqual(grouped());
  });
});

describe("yaml", () => {
  test("a document comes back as it was", () => {
    expect(fromYaml(toYaml(spam))).toEqual(spam);
    expect(fromYaml(toYaml(grouped()))).toEqual(grouped());
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

/** Whatever was done, each node and note is in one group at most, and no group is empty or names what is not there. */
function expectSound(document: ScenarioDocument): void {
  const ids = document.nodes.map((each) => each.id);
  const notes = Object.keys(document.layout?.notes ?? {});
  const groups = Object.values(document.layout?.groups ?? {});
  const members = groups.flatMap((each) => [
    ...each.nodes,
    ...(each.notes ?? []).map((note) => `note:${note}`),
  ]);
  expect(new Set(members).size).toBe(members.length);
  expect([...ids, ...notes.map((note) => `note:${note}`)]).toEqual(expect.arrayContaining(members));
  expect(groups.every((each) => each.nodes.length + (each.notes?.length ?? 0) > 0)).toBe(true);
}

const CALLER = { component: { id: "fragment" } as Component, parameter: "fragment" };

describe("undo", () => {
  test("of 1,000 random operations gives the start, and redo the end", () => {
    const next = random(7);
    const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(next() * items.length)];
    const note = (before: ScenarioDocument) =>
      pick(Object.keys(annotations.annotationsOf(before).notes)) ?? "";
    const group = (before: ScenarioDocument) =>
      pick(Object.keys(annotations.annotationsOf(before).groups)) ?? "";
    // A few: a copy of a part of all would grow without end.
    const some = (before: ScenarioDocument) => [pick(before.nodes)?.id ?? "", pick(before.nodes)?.id ?? ""];
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
      (before) => annotations.addNote(before, { x: next() * 900, y: next() * 900 }, "why")[0],
      (before) => annotations.changeNote(before, note(before), { x: next() * 900, text: `${next()}` }),
      (before) => annotations.removeNotes(before, new Set([note(before)])),
      (before) => annotations.addGroup(before, some(before), next() < 0.5 ? [note(before)] : [])[0],
      (before) => annotations.putIn(before, group(before), some(before), [note(before)]),
      (before) => annotations.takeOut(before, new Set(some(before)), new Set([note(before)])),
      (before) => annotations.changeGroup(before, group(before), { title: `${next()}`, color: "plum" }),
      (before) => annotations.changeGroup(before, group(before), { collapsed: next() < 0.5 }),
      (before) => annotations.ungroup(before, new Set([group(before)])),
      (before) => {
        const notes = new Set(Object.keys(annotations.annotationsOf(before).notes).slice(0, 2));
        return model.paste(before, model.pieceOf(before, new Set(some(before)), {}, notes), {
          x: 8,
          y: 8,
        })[0];
      },
    ];
    begin(spam);
    // What changes nothing is no step, so it is done until there are a thousand.
    while (useEdited.temporal.getState().pastStates.length < 1_000) {
      edit("step", pick(operations)!);
      expectSound(useEdited.getState().document);
    }
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

describe("looking things up", () => {
  const twice = {
    ...spam,
    nodes: [...spam.nodes, { id: "many", component: "split" }],
    edges: [...spam.edges, { from: "many", to: "sms" }, { from: "many-more", to: "sms" }],
  };

  test("of two nodes with one id the first one counts", () => {
    expect(model.nodeOf(twice, "many")?.component).toBe("filter");
    expect(model.nodeOf(twice, "nobody")).toBeUndefined();
  });

  test("a node's edges are those of all its outputs, in order, and of no other that begins alike", () => {
    expect(model.edgesFrom(twice, "many").map((each) => each.from)).toEqual(["many.true", "many"]);
    expect(model.edgesFrom(twice, "alert")).toEqual([]);
  });

  test("another document has answers of its own", () => {
    const next = model.setParameter(spam, "many", ["condition"], "n >= 7");

    expect(model.nodeOf(next, "many")?.parameters).toEqual({ condition: "n >= 7" });
    expect(model.nodeOf(spam, "many")?.parameters).toEqual({ condition: "n >= 1000" });
  });
});

describe("what is drawn anew", () => {
  const [one, two] = [{ id: "one" }, { id: "two" }];
  const isSame = (old: { id: string }, now: { id: string }) => old.id === now.id;

  test("nothing, where all is as before: it is the same list", () => {
    const before = [one, two];
    expect(unchanged(before, [{ id: "one" }, { id: "two" }], isSame)).toBe(before);
  });

  test("what is new, gone or elsewhere makes another list of the same objects", () => {
    expect(unchanged([one], [{ id: "one" }, two], isSame)).toEqual([one, two]);
    expect(unchanged([one, two], [{ id: "one" }], isSame)).toEqual([one]);
    const [first] = unchanged([one, two], [{ id: "two" }, { id: "one" }], isSame);
    expect(first).toBe(two);
  });

  test("what differs is the new object", () => {
    const other = { id: "one" };
    expect(unchanged([one, two], [other, two], Object.is)[0]).toBe(other);
  });
});
