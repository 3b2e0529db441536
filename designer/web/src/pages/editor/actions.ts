/** What people do in the editor, each as one step of undo. Called by mouse, keyboard, menus and Ctrl-K alike. */
import type { Component } from "~/api/types";
import { canvas } from "~/messages/editor/canvas";
import { counts } from "~/messages/editor/counts";
import { steps } from "~/messages/editor/steps";
import { toast } from "~/ui/toast";
import {
  type AnnotationId,
  addGroup,
  addNote,
  annotationsOf,
  type Color,
  changeGroup,
  changeNote,
  groupKey,
  groupOf,
  idOf,
  MOST,
  moveNotes,
  noteKey,
  removeNotes,
  takeOut,
  ungroup,
} from "./annotations";
import { newParameters } from "./describe";
import { freeBelow, laidOut, notesBeside, placesOf, snapped, WIDTH } from "./layout";
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
import { edit, openNode, select, selectGroup, useEdited, useView } from "./store";

const { refusals } = canvas;

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
  edit(steps.add(component.title), (before) => {
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
  edit(steps.connect(endOf(from).node, endOf(to).node), (before) => connect(before, { from, to }));
}

/** Why an output cannot lead to a node; null when it can. */
export function whyNot(
  document: ScenarioDocument,
  from: string,
  to: string,
  catalogue: ReadonlyMap<string, Component>,
): string | null {
  const [source, target] = [nodeOf(document, endOf(from).node), nodeOf(document, to)];
  if (to.startsWith("group:")) return refusals.openGroupFirst;
  if (!source || !target) return refusals.nodeIsGone;
  if (source.id === target.id) return refusals.leadsToItself;
  if (!takesInput(catalogue.get(target.component))) return refusals.isSource(nameOf(target));
  if (closesCircle(document, source.id, target.id)) return refusals.circle(nameOf(target), nameOf(source));
  return null;
}

/** Ask for the name of a fragment that the chosen nodes will be. */
export function makeFragment(): void {
  if (useView.getState().selected.size === 0) toast(refusals.chooseForFragment);
  else useView.setState({ fragment: { kind: "make" } });
}

/** Remove what is chosen; of a group all that is in it. */
export function removeSelected(): void {
  const { selected, selectedEdges, annotations, open } = useView.getState();
  if (selected.size + annotations.size > 0) {
    edit(steps.remove(chosenInWords()), (before) => {
      const next = selected.size > 0 ? removeNodes(before, selected) : before;
      return ungroup(removeNotes(next, chosen("note")), chosen("group"));
    });
    if (open && selected.has(open)) openNode(null);
    select([]);
  } else if (selectedEdges.length > 0) {
    edit(steps.removeConnection, (before) => disconnect(before, selectedEdges));
    useView.setState({ selectedEdges: [] });
  }
}

/** Ids of the chosen notes or groups. */
function chosen(kind: "note" | "group"): Set<string> {
  const { annotations } = useView.getState();
  return new Set([...annotations].filter((each) => each.startsWith(kind)).map(idOf));
}

/** "spammer", "a note", "3 nodes and 1 note". */
function chosenInWords(): string {
  const { selected } = useView.getState();
  const notes = chosen("note").size;
  if (notes === 0) return selected.size === 1 ? [...selected][0]! : counts.nodes(selected.size);
  if (selected.size === 0) return notes === 1 ? steps.aNote : counts.notes(notes);
  return steps.nodesAndNotes(selected.size, notes);
}

/** Remove nodes and join what was before with what was after, where that is one edge each. */
export function removeKeepingFlow(id: string): void {
  edit(steps.remove(id), (before) => {
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
  const words = counts.nodes(nodes.length);
  edit(disabled ? steps.disable(words) : steps.enable(words), (before) =>
    setDisabled(before, selected, disabled),
  );
}

/** Ask for nothing, rename at once: the name is what people see, the id stays. */
export function rename(id: string, name: string): void {
  edit(steps.rename(id), (before) => renameNode(before, id, name.trim().slice(0, 200)), `name ${id}`);
}

/** Lay out everything, or what is chosen where it is more than one. */
export function tidy(): void {
  const { document } = useEdited.getState();
  const { selected } = useView.getState();
  const only = selected.size > 1 ? selected : undefined;
  const before = placesOf(document);
  const heights = heightsOf(document);
  const made = laidOut(document, only, heights);
  const corner = only ? cornerOf(before, only) : { x: 0, y: 0 };
  const places = Object.fromEntries(
    Object.entries(made).map(([id, place]) => [id, { x: place.x + corner.x, y: place.y + corner.y }]),
  );
  const notes = only ? {} : notesBeside(document, before, places, heights);
  edit(steps.tidy, (old) => moveNotes(moveNodes(old, places), notes));
  if (!only) setTimeout(() => window.dispatchEvent(new CustomEvent("filbert-canvas", { detail: "fit" })), 50);
}

/** Of the cards that are drawn, in pixels of the canvas; a long name or a slider makes a card higher. */
function heightsOf(document: ScenarioDocument): Record<string, number> {
  return Object.fromEntries(
    document.nodes.flatMap(({ id }) => {
      const card = window.document.querySelector<HTMLElement>(`.node[data-node="${CSS.escape(id)}"]`);
      return card ? [[id, card.offsetHeight]] : [];
    }),
  );
}

function cornerOf(places: Record<string, Place>, ids: ReadonlySet<string>): Place {
  const chosen = [...ids].flatMap((id) => (places[id] ? [places[id]] : []));
  return { x: Math.min(...chosen.map((each) => each.x)), y: Math.min(...chosen.map((each) => each.y)) };
}

/** What is chosen as text for the clipboard; null when nothing is. */
export function copied(): string | null {
  const { selected, annotations } = useView.getState();
  const { document } = useEdited.getState();
  if (selected.size + annotations.size === 0) return null;
  return JSON.stringify(pieceOf(document, selected, placesOf(document), chosen("note")), null, 2);
}

/** Paste a text from the clipboard. False when it holds no nodes. */
export function pasteText(text: string): boolean {
  const piece = pieceFrom(text);
  if (!piece) return false;
  let added: string[] = [];
  let notes: string[] = [];
  const size = piece.nodes.length;
  edit(steps.paste(size > 0 ? counts.nodes(size) : steps.notes), (before) => {
    const settled = size > 0 ? moveNodes(before, placesOf(before)) : before;
    const [next, ids, others] = paste(settled, piece, { x: 32, y: 32 });
    [added, notes] = [ids, others];
    return next;
  });
  select(added, notes.map(noteKey));
  return true;
}

/** Put a note on the canvas and write it at once. Without a place it comes into the middle of what is seen. */
export function newNote(place?: Place): void {
  const { mode } = useView.getState();
  if (!place && mode === "canvas") {
    window.dispatchEvent(new CustomEvent("filbert-canvas", { detail: "note" }));
    return;
  }
  const [next, id] = addNote(useEdited.getState().document, place ?? besideAll());
  if (id === null) toast(refusals.mostNotes(MOST.notes), "danger");
  else {
    edit(steps.addNote, () => next);
    select([], [noteKey(id)]);
    useView.setState({ writing: noteKey(id) });
  }
}

/** To the right of all that is drawn. */
function besideAll(): Place {
  const { document } = useEdited.getState();
  const places = [...Object.values(placesOf(document)), ...Object.values(annotationsOf(document).notes)];
  if (places.length === 0) return { x: 0, y: 0 };
  const right = Math.max(...places.map((each) => each.x + WIDTH));
  return { x: snapped(right + 48), y: Math.min(...places.map((each) => each.y)) };
}

/** Put a frame around what is chosen, and ask for its title in its place. */
export function groupChosen(): void {
  const { selected } = useView.getState();
  const notes = [...chosen("note")];
  if (selected.size + notes.length === 0) {
    toast(refusals.chooseForGroup);
    return;
  }
  const { document } = useEdited.getState();
  const nodes = document.nodes.map((each) => each.id).filter((each) => selected.has(each));
  const [next, id] = addGroup(moveNodes(document, placesOf(document)), nodes, notes);
  if (id === null) toast(refusals.mostGroups(MOST.groups), "danger");
  else {
    edit(steps.group(chosenInWords()), () => next);
    selectGroup(id);
    useView.setState({ writing: groupKey(id) });
  }
}

/** Take the frame of chosen groups away, or take chosen nodes and notes out of theirs. */
export function ungroupChosen(): void {
  const groups = chosen("group");
  const { selected } = useView.getState();
  if (groups.size > 0) {
    const label = groups.size === 1 ? steps.ungroup : steps.removeGroups(counts.groups(groups.size));
    edit(label, (before) => ungroup(before, groups));
    select(selected, [...chosen("note")].map(noteKey));
  } else if (isInGroup()) {
    const words = chosenInWords();
    edit(steps.takeOutOfGroup(words), (before) => takeOut(before, selected, chosen("note")));
  } else toast(refusals.inNoGroup);
}

/** Whether anything that is chosen is in a group. */
export function isInGroup(): boolean {
  const { document } = useEdited.getState();
  const notes = chosen("note");
  return (
    [...useView.getState().selected].some((each) => groupOf(document, each) !== null) ||
    Object.values(annotationsOf(document).groups).some((each) => each.notes?.some((note) => notes.has(note)))
  );
}

/** Fold a group into one card, or open it again. */
export function fold(id: string): void {
  const group = annotationsOf(useEdited.getState().document).groups[id];
  if (!group) return;
  const name = group.title || steps.aGroup;
  edit(group.collapsed ? steps.openGroup(name) : steps.foldGroup(name), (before) =>
    changeGroup(before, id, { collapsed: !group.collapsed }),
  );
}

/** Give the chosen notes and groups a colour. */
export function colour(color: Color): void {
  edit(steps.changeColour, (before) => {
    let next = before;
    const groups = chosen("group");
    for (const each of groups) next = changeGroup(next, each, { color });
    // Whoever colours a group means its frame, not the notes in it.
    if (groups.size === 0) for (const each of chosen("note")) next = changeNote(next, each, { color });
    return next;
  });
}

/** Move the chosen notes, and what else is chosen, or make the notes larger. */
export function nudge(by: Place, isSize: boolean): void {
  const { selected } = useView.getState();
  const notes = [...chosen("note")];
  const words = chosenInWords();
  edit(
    isSize ? steps.resizeNote : steps.move(words),
    (before) => {
      const all = annotationsOf(before).notes;
      if (isSize) {
        let next = before;
        for (const id of notes) {
          const { width, height } = all[id]!;
          next = changeNote(next, id, { width: width + by.x, height: height + by.y });
        }
        return next;
      }
      const places = placesOf(before);
      const moved = ([id, { x, y }]: [string, Place]): [string, Place] => [id, { x: x + by.x, y: y + by.y }];
      const nodes = [...selected].map((id): [string, Place] => [id, places[id]!]);
      const next =
        nodes.length > 0 ? moveNodes(before, { ...places, ...Object.fromEntries(nodes.map(moved)) }) : before;
      return moveNotes(next, Object.fromEntries(notes.map((id) => moved([id, all[id]!]))));
    },
    `nudge ${isSize} ${words}`,
  );
}

/** Write a note or a group's title. */
export function write(key: AnnotationId, text: string): void {
  const id = idOf(key);
  if (key.startsWith("note"))
    edit(steps.writeNote, (before) => changeNote(before, id, { text: text.slice(0, MOST.text) }), key);
  else edit(steps.nameGroup, (before) => changeGroup(before, id, { title: text }), key);
}

/** Choose the node before or after a node, in order of flow. */
export function step(id: string, by: 1 | -1): void {
  const order = inOrder(useEdited.getState().document);
  const next = order[order.findIndex((each) => each.id === id) + by];
  if (next) openNode(next.id);
}

/** Put a node that is on the canvas already into an edge. */
export function splice(id: string, edge: DocumentEdge): void {
  edit(steps.putIntoConnection(id), (before) => insertOnEdge(before, edge, id));
}
