import {
  Background,
  BackgroundVariant,
  type Connection,
  type Edge,
  type EdgeChange,
  type FinalConnectionState,
  type Node,
  type NodeChange,
  type OnConnectStart,
  Panel,
  ReactFlow,
  SelectionMode,
  useNodesInitialized,
  useReactFlow,
  useStore,
} from "@xyflow/react";
import {
  type DragEvent,
  type MouseEvent as ReactMouseEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Component } from "~/api/types";
import { canvas } from "~/messages/editor/canvas";
import { counts } from "~/messages/editor/counts";
import { keys } from "~/messages/editor/keys";
import { steps } from "~/messages/editor/steps";
import { Icon } from "~/ui/Icon";
import { add, join, newNote, splice, whyNot } from "./actions";
import { type AnnotationId, annotationsOf, idOf, moveNotes, NOTE, putIn, standIns } from "./annotations";
import { drawn, EDGE_DEPTH, groupUnder, movedWith, unchanged } from "./canvasNodes";
import { useCatalogue } from "./catalogue";
import { type EdgeData, EdgeLine } from "./EdgeLine";
import { useExplained } from "./explain/store";
import { useSteps } from "./following";
import { GRID, HEIGHT, placesOf, snapped, WIDTH } from "./layout";
import { useLive } from "./live/store";
import { type DocumentEdge, endOf, moveNodes, nodeOf, type Place, textOf } from "./model";
import { NodeCard } from "./NodeCard";
import { FoldedGroup, GroupFrame, NoteCard } from "./NotesAndGroups";
import { inputEnd, outputsOf } from "./ports";
import { useRunning } from "./running";
import { edit, openNode, select, selectGroup, useEdited, useView } from "./store";

const nodeTypes = { card: NodeCard, note: NoteCard, frame: GroupFrame, folded: FoldedGroup };
const edgeTypes = { line: EdgeLine };
// What xyflow is told anew, it tells all nodes, edges and handles: while something is dragged, for each frame. So all it
// is given keeps its identity; for another handler of the pane it even listens to the wheel anew, and with that the
// browser paints the whole canvas anew.
const SNAP: [number, number] = [GRID, GRID];
const SEVERAL = ["Shift", "Control", "Meta"];
/** What stands in sight after fitting: at the right there is room for what unconnected outputs say. */
const FIT = { maxZoom: 1, padding: { top: "24px", right: "152px", bottom: "56px", left: "32px" } } as const;
/** Below this zoom no text can be read, so none is painted: hundreds of nodes are moved as smoothly as bare boxes. */
const FAR = 0.3;
/** Below a node, where the next one will be. */
const ROOM = 96;
/** What is dragged from the palette. */
export const DRAGGED = "application/x-filbert-component";
export const DRAGGED_NOTE = "application/x-filbert-note";

/** The graph. xyflow draws it; the document is the truth, and moves reach it when a drag ends. */
export function Canvas() {
  const catalogue = useCatalogue();
  const document = useEdited((state) => state.document);
  const ports = useRunning((state) => state.ports);
  const selected = useView((state) => state.selected);
  const selectedEdges = useView((state) => state.selectedEdges);
  const annotations = useView((state) => state.annotations);
  const mayEdit = useView((state) => state.mayEdit);
  const explained = useExplained((state) => state.explanation?.edges);
  const followedSteps = useSteps();
  // Said once for all counts: hundreds of cards and lines would be drawn anew to say it each.
  const isStale = useRunning((state) => state.isStale);
  const isLive = useLive((state) => state.isOn);
  const isFar = useStore((state) => state.transform[2] < FAR);
  const flow = useReactFlow();
  /** Places while something is being dragged, and sizes of notes. */
  const [dragged, setDragged] = useState<Record<string, Place> | null>(null);
  const [sized, setSized] = useState<Record<string, { width: number; height: number }> | null>(null);
  const connecting = useRef<string | null>(null);

  const places = useMemo(() => placesOf(document), [document]);
  const kept = useRef(new Map<string, Node>());
  const keptNodes = useRef<Node[]>([]);
  const at = useRef<Record<string, Place>>({});
  const nodes = useMemo(() => {
    const next = drawn({ document, places, dragged, sized, selected, annotations }, kept.current);
    kept.current = new Map(next.nodes.map((each) => [each.id, each]));
    keptNodes.current = unchanged(keptNodes.current, next.nodes, Object.is);
    at.current = next.places;
    return keptNodes.current;
  }, [document, places, dragged, sized, selected, annotations]);

  const followed = useMemo(
    () => new Set(followedSteps.map((each) => `${each.node}.${each.port}`)),
    [followedSteps],
  );
  const keptEdges = useRef<Edge[]>([]);
  const edges = useMemo(() => {
    const hidden = standIns(document);
    const groups = Object.values(annotationsOf(document).groups);
    const entersGroup = (from: string, to: string) =>
      groups.some((each) => !each.collapsed && each.nodes.includes(to) && !each.nodes.includes(from));
    const into = new Map<string, number>();
    for (const each of document.edges) {
      const { node } = endOf(each.to);
      into.set(node, (into.get(node) ?? 0) + 1);
    }
    const next = document.edges.flatMap((each): Edge[] => {
      const [from, to] = [endOf(each.from), endOf(each.to)];
      const first = nodeOf(document, from.node);
      if (!first || !nodeOf(document, to.node)) return [];
      const [source, target] = [hidden.get(from.node) ?? from.node, hidden.get(to.node) ?? to.node];
      if (source === target && source !== from.node) return [];
      const outputs = outputsOf(document, ports, from.node, catalogue.get(first.component));
      const port = from.port ?? outputs[0] ?? "out";
      const data: EdgeData = {
        from: each.from,
        to: each.to,
        node: from.node,
        port,
        isFirst: port === outputs[0],
        isOnly: outputs.length <= 1 && port !== "error",
        isFollowed: explained?.has(`${each.from}>${each.to}`) ?? followed.has(`${from.node}.${port}`),
        only: into.get(to.node) === 1 ? to.node : undefined,
        isEntering: entersGroup(from.node, to.node),
      };
      return [
        {
          id: `${each.from}>${each.to}`,
          type: "line",
          source,
          target,
          sourceHandle: source === from.node ? port : "out",
          targetHandle: "in",
          zIndex: EDGE_DEPTH,
          data,
          selected: selectedEdges.some((one) => one.from === each.from && one.to === each.to),
          deletable: false,
        },
      ];
    });
    keptEdges.current = unchanged(keptEdges.current, next, isSameEdge);
    return keptEdges.current;
  }, [document, ports, catalogue, followed, explained, selectedEdges]);

  // What was measured belongs to xyflow's own copies; keep it, or every node would be measured at each change.
  const change = useCallback((changes: NodeChange[]) => {
    const moved: Record<string, Place> = {};
    const chosen = new Map<string, boolean>();
    const sizes: Record<string, { width: number; height: number }> = {};
    let isSized = false;
    for (const each of changes) {
      if (each.type === "position" && each.position) moved[each.id] = each.position;
      if (each.type === "select") chosen.set(each.id, each.selected);
      if (each.type !== "dimensions") continue;
      if (each.resizing !== undefined) {
        if (each.dimensions) sizes[each.id] = each.dimensions;
        isSized ||= !each.resizing;
      } else if (each.dimensions) {
        const node = kept.current.get(each.id);
        if (node) kept.current.set(each.id, { ...node, measured: each.dimensions });
      }
    }
    const all = movedWith(useEdited.getState().document, moved, at.current);
    if (isSized) {
      // The new size is in the document by now.
      setDragged(null);
      setSized(null);
    } else {
      if (Object.keys(sizes).length > 0) setSized((before) => ({ ...before, ...sizes }));
      if (Object.keys(all).length > 0) setDragged((before) => ({ ...before, ...all }));
      else if (changes.some((each) => each.type === "dimensions")) setDragged((before) => ({ ...before }));
    }
    if (chosen.size > 0) {
      const next = new Set(useView.getState().selected);
      const others = new Set(useView.getState().annotations);
      for (const [id, isSelected] of chosen) {
        const set: Set<string> = id.includes(":") ? others : next;
        isSelected ? set.add(id) : set.delete(id);
      }
      select(next, others);
    }
  }, []);

  const changeEdges = useCallback((changes: EdgeChange[]) => {
    const chosen = changes.filter((each) => each.type === "select");
    if (chosen.length === 0) return;
    const now = new Map(useView.getState().selectedEdges.map((each) => [`${each.from}>${each.to}`, each]));
    for (const each of chosen) {
      if (each.selected) now.set(each.id, edgeOf(each.id));
      else now.delete(each.id);
    }
    useView.setState({ selectedEdges: [...now.values()] });
  }, []);

  const drop = useCallback((_: unknown, node: Node, all: Node[]) => {
    setDragged((moved) => {
      if (moved) {
        const { document } = useEdited.getState();
        const own = Object.fromEntries(all.map((each) => [each.id, each.position]));
        const ids = Object.keys(movedWith(document, own, at.current)).filter((id) => moved[id]);
        const isNote = (id: string) => id.startsWith("note:");
        const settled = Object.fromEntries(ids.filter((id) => !isNote(id)).map((id) => [id, moved[id]!]));
        const notes = Object.fromEntries(ids.filter(isNote).map((id) => [idOf(id), moved[id]!]));
        const count = Object.keys(settled).length;
        const what = count === 1 ? Object.keys(settled)[0]! : counts.nodes(count);
        const label = steps.move(count === 0 ? steps.aNote : what);
        const group = all.length === 1 ? groupUnder(document, [...kept.current.values()], node.id) : null;
        // After this render: a store must not change while React computes another state.
        queueMicrotask(() => {
          edit(label, (before) => {
            const next = count > 0 ? moveNodes(before, { ...placesOf(before), ...settled }) : before;
            const whole = moveNotes(next, notes);
            return group === null ? whole : putIn(whole, group, Object.keys(settled), Object.keys(notes));
          });
          const under = all.length === 1 ? edgeUnder(node.id, settled[node.id]) : null;
          if (under) splice(node.id, under);
        });
      }
      return null;
    });
  }, []);

  const valid = useCallback(
    (connection: Edge | Connection) =>
      whyNot(
        useEdited.getState().document,
        `${connection.source}.${connection.sourceHandle}`,
        connection.target,
        catalogue,
      ) === null,
    [catalogue],
  );

  const connected = useCallback(
    ({ source, sourceHandle, target }: Connection) => {
      const from = fromOf(source, sourceHandle, catalogue);
      const { document } = useEdited.getState();
      join(
        from,
        inputEnd(document, target, catalogue.get(nodeOf(document, target)?.component ?? ""), from),
        catalogue,
      );
    },
    [catalogue],
  );

  const openAdd = useCallback(
    (left: number, top: number, from?: string) => {
      const at = flow.screenToFlowPosition({ x: left, y: top });
      useView.setState({
        adding: { left, top, place: { x: at.x - WIDTH / 2, y: at.y - (from ? 0 : HEIGHT / 2) }, from },
      });
    },
    [flow],
  );

  const startWire = useCallback<OnConnectStart>(
    (_, { nodeId, handleId, handleType }) => {
      connecting.current = nodeId && handleType === "source" ? fromOf(nodeId, handleId, catalogue) : null;
    },
    [catalogue],
  );

  const endWire = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const from = connecting.current;
      connecting.current = null;
      if (!from || state.toNode || state.toHandle) {
        if (from && state.toNode && !state.isValid) {
          const reason = whyNot(useEdited.getState().document, from, state.toNode.id, catalogue);
          if (reason) join(from, state.toNode.id, catalogue);
        }
        return;
      }
      const point = "changedTouches" in event ? event.changedTouches[0]! : event;
      openAdd(point.clientX, point.clientY, from);
    },
    [catalogue, openAdd],
  );

  const dropSelection = useCallback(
    (event: unknown, all: Node[]) => {
      if (all[0]) drop(event, all[0], all);
    },
    [drop],
  );

  const openMenu = useCallback(
    (event: ReactMouseEvent, isAboutChosen: boolean) => {
      event.preventDefault();
      const { clientX: left, clientY: top } = event;
      const place = flow.screenToFlowPosition({ x: left, y: top });
      if (useView.getState().mayEdit) useView.setState({ menu: { left, top, place, isAboutChosen } });
    },
    [flow],
  );
  const openSelectionMenu = useCallback((event: ReactMouseEvent) => openMenu(event, true), [openMenu]);
  const openPaneMenu = useCallback(
    (event: ReactMouseEvent | MouseEvent) => openMenu(event as ReactMouseEvent, false),
    [openMenu],
  );
  const openNodeMenu = useCallback(
    (event: ReactMouseEvent, { id }: Node) => {
      const view = useView.getState();
      const isChosen = view.selected.has(id) || view.annotations.has(id as AnnotationId);
      if (id.startsWith("group:")) selectGroup(idOf(id));
      else if (!isChosen) id.startsWith("note:") ? select([], [id as AnnotationId]) : select([id]);
      openMenu(event, true);
    },
    [openMenu],
  );

  function dropComponent(event: DragEvent) {
    if (event.dataTransfer.types.includes(DRAGGED_NOTE)) {
      event.preventDefault();
      newNote(cornerOfNote(flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })));
      return;
    }
    const component = catalogue.get(event.dataTransfer.getData(DRAGGED));
    if (!component) return;
    event.preventDefault();
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const place = { x: at.x - WIDTH / 2, y: at.y - HEIGHT / 2 };
    add(component, { place, edge: edgeUnder(null, place) ?? undefined });
  }

  const isEmpty = nodes.length === 0;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut; Tab and the palette do the same
    <div
      className={`canvas ${isFar ? "far" : ""} ${isStale && !isLive ? "stale" : ""}`}
      onDoubleClick={(event) => {
        if (mayEdit && (event.target as HTMLElement).classList.contains("react-flow__pane"))
          openAdd(event.clientX, event.clientY);
      }}
      onDragOver={(event) => {
        const { types } = event.dataTransfer;
        if (mayEdit && (types.includes(DRAGGED) || types.includes(DRAGGED_NOTE))) event.preventDefault();
      }}
      onDrop={dropComponent}
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={change}
        onEdgesChange={changeEdges}
        onNodeDragStop={drop}
        onSelectionDragStop={dropSelection}
        onNodeDoubleClick={doubleClickNode}
        onNodeContextMenu={openNodeMenu}
        onSelectionContextMenu={openSelectionMenu}
        onPaneContextMenu={openPaneMenu}
        onNodeClick={clickNode}
        onConnect={connected}
        onConnectStart={startWire}
        onConnectEnd={endWire}
        isValidConnection={valid}
        nodesDraggable={mayEdit}
        nodesConnectable={mayEdit}
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={SEVERAL}
        selectionMode={SelectionMode.Partial}
        panActivationKeyCode="Space"
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={SNAP}
        minZoom={0.15}
        maxZoom={2}
        connectionRadius={28}
        onlyRenderVisibleElements={nodes.length > 80}
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        fitView
        fitViewOptions={FIT}
        aria-label={canvas.graph}
      >
        <Background variant={BackgroundVariant.Dots} gap={16} size={1.5} color="var(--canvas-dot)" />
        <Panel position="bottom-left">
          <Zoom />
        </Panel>
      </ReactFlow>
      {isEmpty && (
        <div className="canvas-empty">
          <h2>{canvas.empty.title}</h2>
          <p>{mayEdit ? canvas.empty.begin : canvas.empty.nothingDrawn}</p>
          {mayEdit && (
            <button
              type="button"
              className="btn primary"
              onClick={(event) => openAdd(event.clientX || 600, event.clientY || 300)}
            >
              <Icon name="plus" size={14} />
              {canvas.empty.addFirstNode}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function doubleClickNode(_: unknown, node: Node): void {
  if (node.type === "card") openNode(node.id);
  else if (node.type === "note" && useView.getState().mayEdit)
    useView.setState({ writing: node.id as AnnotationId });
}

function clickNode(event: ReactMouseEvent, node: Node): void {
  if (node.type !== "card") return;
  if (!event.shiftKey && !event.ctrlKey && !event.metaKey) openNode(node.id);
}

/** Zoom and fit; `1` fits, `0` is 100 %. */
function Zoom() {
  const flow = useReactFlow();
  const zoom = useStore((state) => state.transform[2]);
  const openPanel = useView((state) => state.open !== null);

  const isMeasured = useNodesInitialized();
  const isFitted = useRef(false);

  // When all is measured for the first time, and when the canvas gets another size: what is drawn stays in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the panel opens or closes, too
  useEffect(() => {
    if (!isMeasured && !isFitted.current) return;
    isFitted.current = true;
    const timer = setTimeout(() => void flow.fitView({ ...FIT, duration: reduced() ? 0 : 120 }), 30);
    return () => clearTimeout(timer);
  }, [openPanel, isMeasured || isFitted.current]);

  useEffect(() => {
    function press(event: Event) {
      const { detail } = event as CustomEvent<string>;
      if (detail === "fit") void flow.fitView({ ...FIT, duration: reduced() ? 0 : 120 });
      if (detail === "note") {
        const box = document.querySelector(".canvas")?.getBoundingClientRect();
        if (box)
          newNote(
            cornerOfNote(
              flow.screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 }),
            ),
          );
      }
      if (detail === "whole") void flow.zoomTo(1, { duration: reduced() ? 0 : 120 });
      if (detail.startsWith("reveal:")) {
        const place = placesOf(useEdited.getState().document)[detail.slice(7)];
        const box = document.querySelector(".canvas")?.getBoundingClientRect();
        if (!place || !box) return;
        const corner = flow.flowToScreenPosition(place);
        const end = flow.flowToScreenPosition({ x: place.x + WIDTH, y: place.y + HEIGHT + ROOM });
        const isSeen = corner.x > box.left && corner.y > box.top && end.x < box.right && end.y < box.bottom;
        const middle = { x: place.x + WIDTH / 2, y: place.y + HEIGHT / 2 };
        if (!isSeen)
          void flow.setCenter(middle.x, middle.y, { zoom: flow.getZoom(), duration: reduced() ? 0 : 120 });
      }
      if (detail.startsWith("node:")) {
        const id = detail.slice(5);
        void flow.fitView({
          nodes: [{ id }],
          maxZoom: flow.getZoom(),
          minZoom: flow.getZoom(),
          duration: reduced() ? 0 : 120,
        });
      }
    }
    window.addEventListener("filbert-canvas", press);
    return () => window.removeEventListener("filbert-canvas", press);
  }, [flow]);

  return (
    <div className="onmap">
      <button
        type="button"
        className="btn ghost icon"
        aria-label={canvas.zoom.out}
        onClick={() => void flow.zoomOut()}
      >
        <Icon name="minus" size={14} />
      </button>
      <span className="xs t2" style={{ minWidth: 36, textAlign: "center" }}>
        {canvas.zoom.share(zoom)}
      </span>
      <button
        type="button"
        className="btn ghost icon"
        aria-label={canvas.zoom.in}
        onClick={() => void flow.zoomIn()}
      >
        <Icon name="plus" size={14} />
      </button>
      <span className="sep" />
      <button
        type="button"
        className="btn ghost icon"
        title={canvas.zoom.fitWithKey(keys.fit)}
        aria-label={canvas.zoom.fit}
        onClick={() => void flow.fitView(FIT)}
      >
        <Icon name="fit" size={14} />
      </button>
    </div>
  );
}

/** The text of an output, as documents write it. */
function fromOf(
  node: string,
  port: string | null | undefined,
  catalogue: ReadonlyMap<string, Component>,
): string {
  const { document } = useEdited.getState();
  const component = catalogue.get(nodeOf(document, node)?.component ?? "");
  const outputs = outputsOf(document, useRunning.getState().ports, node, component);
  return textOf({ node, port: port ?? null }, outputs[0]);
}

/** Where a note lies whose middle is here. */
function cornerOfNote(middle: Place): Place {
  return { x: snapped(middle.x - NOTE.width / 2), y: snapped(middle.y - NOTE.height / 2) };
}

function reduced(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function isSameEdge({ data: before, ...old }: Edge, { data: after, ...next }: Edge): boolean {
  return isShallowEqual(old, next) && isShallowEqual(before ?? {}, after ?? {});
}

function isShallowEqual(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length && names.every((name) => Object.is(one[name], other[name]))
  );
}

function edgeOf(id: string): DocumentEdge {
  const [from = "", to = ""] = id.split(">");
  return { from, to };
}

/** The edge whose line a node at this place would cover, where the node is not connected yet. */
function edgeUnder(id: string | null, place: Place | undefined): DocumentEdge | null {
  const { document } = useEdited.getState();
  if (!place) return null;
  if (id && document.edges.some((each) => endOf(each.from).node === id || endOf(each.to).node === id))
    return null;
  const places = placesOf(document);
  const middle = { x: place.x + WIDTH / 2, y: place.y + HEIGHT / 2 };
  const found = document.edges.find((each) => {
    const [from, to] = [places[endOf(each.from).node], places[endOf(each.to).node]];
    if (!from || !to || endOf(each.from).node === id || endOf(each.to).node === id) return false;
    const [top, bottom] = [from.y + HEIGHT, to.y];
    if (middle.y < top - 8 || middle.y > bottom + 8 || bottom <= top) return false;
    const along = (middle.y - top) / (bottom - top);
    const x = from.x + WIDTH / 2 + (to.x - from.x) * along;
    return Math.abs(middle.x - x) < 48;
  });
  return found ?? null;
}
