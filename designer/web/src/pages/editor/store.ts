/** What is being edited: the document with its history, and what is chosen and open, which undo leaves alone. */
import { temporal } from "zundo";
import { create } from "zustand";
import { type AnnotationId, annotationsOf, groupKey, noteKey } from "./annotations";
import { type DocumentEdge, documentFrom, type ScenarioDocument } from "./model";

const MOST_STEPS = 1_000;
/** Edits of one field within this time are one step. */
const TOGETHER = 1_500;

export interface Edited {
  document: ScenarioDocument;
  /** What the newest step did, for undo's tooltip. */
  label: string;
}

export const useEdited = create<Edited>()(
  temporal((): Edited => ({ document: documentFrom({}), label: "" }), {
    limit: MOST_STEPS,
    equality: (one, other) => one.document === other.document,
  }),
);

let last = { group: "", at: 0 };

/**
 * Do one step.
 *
 * @param label what it does: "change window"
 * @param change the new document from the old one; the same one means that nothing is done
 * @param group steps with the same group in quick succession become one, such as letters into one field
 */
export function edit(
  label: string,
  change: (document: ScenarioDocument) => ScenarioDocument,
  group = "",
): void {
  const { document } = useEdited.getState();
  const next = change(document);
  if (next === document) return;
  const now = Date.now();
  const history = useEdited.temporal.getState();
  const joins =
    group !== "" && group === last.group && now - last.at < TOGETHER && history.pastStates.length > 0;
  last = { group, at: now };
  if (joins) history.pause();
  useEdited.setState({ document: next, label });
  if (joins) history.resume();
}

export function undo(): void {
  last = { group: "", at: 0 };
  useEdited.temporal.getState().undo();
}

export function redo(): void {
  last = { group: "", at: 0 };
  useEdited.temporal.getState().redo();
}

/** Begin with a document; there is nothing to undo. */
export function begin(document: ScenarioDocument): void {
  last = { group: "", at: 0 };
  useEdited.setState({ document, label: "" });
  useEdited.temporal.getState().clear();
}

export type DrawerTab =
  | "sample"
  | "problems"
  | "tests"
  | "sql"
  | "yaml"
  | "versions"
  | "activity"
  | "measures"
  | "explanation";

/** A place inside a node to go to: a parameter's path, as problems name it. */
export interface Aim {
  node: string;
  parameter: string | null;
  at: number;
}

interface View {
  selected: ReadonlySet<string>;
  selectedEdges: readonly DocumentEdge[];
  /** Chosen notes, and groups that were chosen as a whole; their nodes are chosen then, too. */
  annotations: ReadonlySet<AnnotationId>;
  /** The note or the group's title that is being written in its place. */
  writing: AnnotationId | null;
  /** Where the menu of the canvas is open. */
  menu: CanvasMenuAt | null;
  /** The node whose panel is open. */
  open: string | null;
  isEnlarged: boolean;
  mode: "canvas" | "outline";
  drawer: DrawerTab | null;
  /** The event that is followed. */
  event: string | null;
  aim: Aim | null;
  /** Where quick add is open, and what its choice will be connected to. */
  adding: Adding | null;
  isSheetOpen: boolean;
  /** The dialog about a fragment that is open. */
  fragment: { kind: "make" } | { kind: "open"; name: string } | null;
  /** Nodes that differ from the version they are compared with. */
  marks: Record<string, string>;
  isFinding: boolean;
  /** A deployment that was asked for, or whose dialog is open. */
  deploying: "asked" | "open" | null;
  /** Whether events are being pinned as the sample. */
  isPinning: boolean;
  mayEdit: boolean;
}

export interface Adding {
  /** On screen. */
  left: number;
  top: number;
  /** On the canvas; without it the place is chosen by itself. */
  place?: { x: number; y: number };
  from?: string;
  edge?: DocumentEdge;
}

export interface CanvasMenuAt {
  /** On screen. */
  left: number;
  top: number;
  /** On the canvas. */
  place: { x: number; y: number };
  /** Whether it is about what is chosen, or about the ground. */
  isAboutChosen: boolean;
}

const NOTHING: ReadonlySet<string> = new Set();
const NONE: ReadonlySet<AnnotationId> = new Set();

export const useView = create<View>(() => ({
  selected: NOTHING,
  selectedEdges: [],
  annotations: NONE,
  writing: null,
  menu: null,
  open: null,
  isEnlarged: false,
  mode: "canvas",
  drawer: null,
  event: null,
  aim: null,
  adding: null,
  isSheetOpen: false,
  fragment: null,
  marks: {},
  isFinding: false,
  deploying: null,
  isPinning: false,
  mayEdit: true,
}));

/** Choose nodes, notes and groups; the panel follows when it is open and one node is chosen. */
export function select(ids: Iterable<string>, annotations: Iterable<AnnotationId> = []): void {
  const selected = new Set(ids);
  const { open } = useView.getState();
  const others = new Set(annotations);
  const only = selected.size === 1 && others.size === 0 ? [...selected][0]! : null;
  useView.setState({
    selected,
    selectedEdges: [],
    annotations: others.size > 0 ? others : NONE,
    open: open !== null && only !== null ? only : open,
  });
}

/** Choose a group and all that is in it. */
export function selectGroup(id: string): void {
  const group = annotationsOf(useEdited.getState().document).groups[id];
  if (group) select(group.nodes, [groupKey(id), ...(group.notes ?? []).map(noteKey)]);
}

/** Open a node's panel. */
export function openNode(id: string | null): void {
  useView.setState(
    id === null
      ? { open: null, isEnlarged: false }
      : { open: id, selected: new Set([id]), selectedEdges: [], annotations: NONE },
  );
}

/** Go to a place in a node: choose it, open it, focus the field. */
export function aimAt(node: string, parameter: string | null): void {
  openNode(node);
  useView.setState({ aim: { node, parameter, at: Date.now() } });
}

/** Bring all that is drawn into sight, once the canvas has its new size. */
export function fitSoon(): void {
  setTimeout(() => window.dispatchEvent(new CustomEvent("filbert-canvas", { detail: "fit" })), 60);
}
