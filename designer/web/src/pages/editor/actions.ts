/** What people do in the editor, each as one step of undo. Called by mouse, keyboard, menus and Ctrl-K alike. */
import type { Component } from "~/api/types";
import { plural } from "~/messages";
import { toast } from "~/ui/toast";
import { newParameters } from "./describe";
import { freeBelow, laidOut, placesOf, snapped } from "./layout";
import {
  closesCircle,
  connect,
  type DocumentEdge,
  disconnect,
  endOf,
  freeId,
  inOrder,
  insertOnEdge,
  moveNodes,
  nameOf,
  nodeOf,
  type Place,
  paste,
  pieceFrom,
  pieceOf,
  removeNodes,
  renameNode,
  type ScenarioDocument,
  setDisabled,
} from "./model";
import { inputEnd, takesInput } from "./ports";
import { edit, openNode, select, useEdited, useView } from "./store";

export interface AddOptions {
  place?: Place;
  /** An output to connect the new node to. */
  from?: string;
  /** An edge to put it into. */
  edge?: DocumentEdge;
}

/** Add a node and open it. */
export function add(component: Component, options: AddOptions = {}): string {
  const { document } = useEdited.getState();
  const id = freeId(document, component.id);
  const node = { id, component: component.id, parameters: newParameters(component) };
  edit(`add ${component.title}`, (before) => {
    let next = { ...before, nodes: [...before.nodes, node] };
    const canFollow = takesInput(component);
    if (options.edge && canFollow && component.outputs.length > 0)
      next = insertOnEdge(next, options.edge, id);
    else if (options.from && canFollow) {
      next = connect(next, { from: options.from, to: inputEnd(next, id, component, options.from) });
    }
    const places = placesOf(before);
    const place = options.place ?? freeBelow(next, places, id);
    // Nodes that never had a place get one now, or they would move when the next one is added.
    return moveNodes(next, { ...places, [id]: { x: snapped(place.x), y: snapped(place.y) } });
  });
  openNode(id);
  setTimeout(() => window.dispatchEvent(new CustomEvent("filbert-canvas", { detail: `reveal:${id}` })), 80);
  return id;
}

/** Connect two nodes, or say why not. */
export function join(from: string, to: string, catalogue: ReadonlyMap<string, Component>): void {
  const { document } = useEdited.getState();
  const reason = whyNot(document, from, endOf(to).node, catalogue);
  if (reason) {
    toast(reason, "danger");
    return;
  }
  edit(`connect ${endOf(from).node} to ${endOf(to).node}`, (before) => connect(before, { from, to }));
}

/** Why an output cannot lead to a node; null when it can. */
export function whyNot(
  document: ScenarioDocument,
  from: string,
  to: string,
  catalogue: ReadonlyMap<string, Component>,
): string | null {
  const [source, target] = [nodeOf(document, endOf(from).node), nodeOf(document, to)];
  if (!source || !target) return "That node is gone.";
  if (source.id === target.id) return "A node cannot lead to itself.";
  if (!takesInput(catalogue.get(target.component)))
    return `${nameOf(target)} is a source: nothing leads to it.`;
  if (closesCircle(document, source.id, target.id))
    return `That would make a circle: ${nameOf(target)} leads to ${nameOf(source)} already.`;
  return null;
}

/** Ask for the name of a fragment that the chosen nodes will be. */
export function makeFragment(): void {
  if (useView.getState().selected.size === 0) toast("Choose the nodes that the fragment shall hold.");
  else useView.setState({ fragment: { kind: "make" } });
}

/** Remove what is chosen. */
export function removeSelected(): void {
  const { selected, selectedEdges, open } = useView.getState();
  if (selected.size > 0) {
    const only = selected.size === 1 ? [...selected][0] : undefined;
    edit(`remove ${only ?? plural(selected.size, "node")}`, (before) => removeNodes(before, selected));
    if (open && selected.has(open)) openNode(null);
    select([]);
  } else if (selectedEdges.length > 0) {
    edit("remove a connection", (before) => disconnect(before, selectedEdges));
    useView.setState({ selectedEdges: [] });
  }
}

/** Remove nodes and join what was before with what was after, where that is one edge each. */
export function removeKeepingFlow(id: string): void {
  edit(`remove ${id}`, (before) => {
    const into = before.edges.filter((each) => endOf(each.to).node === id);
    const out = before.edges.filter((each) => endOf(each.from).node === id);
    const next = removeNodes(before, new Set([id]));
    const [first] = into;
    return into.length === 1 && out.length === 1 && first
      ? connect(next, { from: first.from, to: out[0]!.to })
      : next;
  });
  if (useView.getState().open === id) openNode(null);
  select([]);
}

/** Disable what is chosen, or enable it where all of it is disabled. */
export function toggleDisabled(): void {
  const { selected } = useView.getState();
  const { document } = useEdited.getState();
  const nodes = document.nodes.filter((each) => selected.has(each.id));
  if (nodes.length === 0) return;
  const disabled = !nodes.every((each) => each.disabled);
  edit(`${disabled ? "disable" : "enable"} ${plural(nodes.length, "node")}`, (before) =>
    setDisabled(before, selected, disabled),
  );
}

/** Ask for nothing, rename at once: the name is what people see, the id stays. */
export function rename(id: string, name: string): void {
  edit(`rename ${id}`, (before) => renameNode(before, id, name.trim().slice(0, 200)), `name ${id}`);
}

/** Lay out everything, or what is chosen where it is more than one. */
export function tidy(): void {
  const { document } = useEdited.getState();
  const { selected } = useView.getState();
  const only = selected.size > 1 ? selected : undefined;
  const made = laidOut(document, only);
  const corner = only ? cornerOf(placesOf(document), only) : { x: 0, y: 0 };
  const places = Object.fromEntries(
    Object.entries(made).map(([id, place]) => [id, { x: place.x + corner.x, y: place.y + corner.y }]),
  );
  edit("tidy up", (before) => moveNodes(before, places));
  if (!only) setTimeout(() => window.dispatchEvent(new CustomEvent("filbert-canvas", { detail: "fit" })), 50);
}

function cornerOf(places: Record<string, Place>, ids: ReadonlySet<string>): Place {
  const chosen = [...ids].flatMap((id) => (places[id] ? [places[id]] : []));
  return { x: Math.min(...chosen.map((each) => each.x)), y: Math.min(...chosen.map((each) => each.y)) };
}

/** The chosen nodes as text for the clipboard; null when none is chosen. */
export function copied(): string | null {
  const { selected } = useView.getState();
  const { document } = useEdited.getState();
  if (selected.size === 0) return null;
  return JSON.stringify(pieceOf(document, selected, placesOf(document)), null, 2);
}

/** Paste a text from the clipboard. False when it holds no nodes. */
export function pasteText(text: string): boolean {
  const piece = pieceFrom(text);
  if (!piece) return false;
  let added: string[] = [];
  edit(`paste ${plural(piece.nodes.length, "node")}`, (before) => {
    const settled = moveNodes(before, placesOf(before));
    const [next, ids] = paste(settled, piece, { x: 32, y: 32 });
    added = ids;
    return next;
  });
  select(added);
  return true;
}

/** Choose the node before or after a node, in order of flow. */
export function step(id: string, by: 1 | -1): void {
  const order = inOrder(useEdited.getState().document);
  const next = order[order.findIndex((each) => each.id === id) + by];
  if (next) openNode(next.id);
}

/** Put a node that is on the canvas already into an edge. */
export function splice(id: string, edge: DocumentEdge): void {
  edit(`put ${id} into a connection`, (before) => insertOnEdge(before, edge, id));
}
