import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from "react";
import { showNumber } from "~/messages";
import { counts } from "~/messages/editor/counts";
import { outline as words } from "~/messages/editor/outline";
import { steps } from "~/messages/editor/steps";
import { Icon } from "~/ui/Icon";
import { fold, join, removeSelected, toggleDisabled, write } from "./actions";
import { type AnnotationId, annotationsOf, groupKey, groupOf, idOf, noteKey } from "./annotations";
import { useCatalogue } from "./catalogue";
import { iconOf, summaryOf } from "./describe";
import { useFates } from "./fates";
import { passed } from "./live/figures";
import { useLive } from "./live/store";
import {
  type DocumentEdge,
  disconnect,
  endOf,
  inOrder,
  nameOf,
  nodeOf,
  type ScenarioDocument,
} from "./model";
import { Text, Title } from "./NotesAndGroups";
import { inputEnd, outputsOf } from "./ports";
import { useRunning } from "./running";
import { fateInWords, StateBadge } from "./StateBadge";
import { edit, openNode, select, selectGroup, useEdited, useView } from "./store";

interface Line {
  key: string;
  kind: "node" | "port" | "link" | "group" | "note";
  /** Of a group or a note: nothing. */
  node: string;
  port: string | null;
  depth: number;
  /** Where a link leads to, for nodes that stand elsewhere. */
  to?: string;
  annotation?: AnnotationId;
}

/** The graph as a tree that the keyboard alone can work with. Each node stands once, below the first that leads to it. */
export function Outline() {
  const catalogue = useCatalogue();
  const document = useEdited((state) => state.document);
  const isStale = useRunning((state) => state.isStale);
  const ports = useRunning((state) => state.ports);
  const nodes = useRunning((state) => state.nodes);
  const isLive = useLive((state) => state.isOn);
  const flows = useLive((state) => state.counts);
  const problems = useRunning((state) => state.problems);
  const mayEdit = useView((state) => state.mayEdit);
  const selected = useView((state) => state.selected);
  const [find, setFind] = useState("");
  const [at, setAt] = useState("");
  const annotations = useView((state) => state.annotations);
  const writing = useView((state) => state.writing);
  /** The output that waits for the node to which it shall lead. */
  const [joining, setJoining] = useState<string | null>(null);
  const tree = useRef<HTMLUListElement>(null);

  const { nodes: fates, environment } = useFates();
  const { groups } = annotationsOf(document);
  const order = useMemo(() => inOrder(document), [document]);
  const lines = useMemo(
    () =>
      linesOf(document, (id) =>
        outputsOf(document, ports, id, catalogue.get(nodeOf(document, id)?.component ?? "")),
      ),
    [document, ports, catalogue],
  );
  const shown = find
    ? lines.filter(
        (each) =>
          each.kind === "node" &&
          `${nameOf(nodeOf(document, each.node)!)} ${each.node}`.toLowerCase().includes(find.toLowerCase()),
      )
    : lines;
  const current = shown.find((each) => each.key === at) ?? shown[0];

  // The chosen node may change elsewhere, such as by undo or the panel's arrows.
  const only = selected.size === 1 ? [...selected][0]! : null;
  useEffect(() => {
    if (only) setAt((old) => (old.startsWith(`${only} `) ? old : `${only} node`));
  }, [only]);

  // Who has written a note or a title is at its row again.
  const written = useRef<AnnotationId | null>(null);
  useEffect(() => {
    const row = written.current && shown.find((each) => each.annotation === written.current);
    if (!writing && row && window.document.activeElement === window.document.body) go(row);
    written.current = writing;
  });

  function choose(line: Line, isMore = false) {
    if (line.kind === "group") selectGroup(idOf(line.annotation!));
    else if (line.annotation) select([], [line.annotation]);
    else select(isMore ? [...useView.getState().selected, line.node] : [line.node]);
  }

  function go(line: Line | undefined, isMore = false) {
    if (!line) return;
    setAt(line.key);
    choose(line, isMore);
    requestAnimationFrame(() =>
      tree.current?.querySelector<HTMLElement>(`[data-line="${CSS.escape(line.key)}"]`)?.focus(),
    );
  }

  function addAfter(line: Line | undefined) {
    const box = tree.current
      ?.querySelector(`[data-line="${CSS.escape(line?.key ?? "")}"]`)
      ?.getBoundingClientRect();
    const outputs = line
      ? outputsOf(document, ports, line.node, catalogue.get(nodeOf(document, line.node)?.component ?? ""))
      : [];
    const from =
      line && outputs.length > 0
        ? line.port && line.port !== outputs[0]
          ? `${line.node}.${line.port}`
          : line.node
        : undefined;
    useView.setState({ adding: { left: (box?.left ?? 200) + 48, top: (box?.bottom ?? 200) + 4, from } });
  }

  function press(event: KeyboardEvent, line: Line) {
    // Fields in a row keep their keys.
    if (event.ctrlKey || event.metaKey || event.target !== event.currentTarget) return;
    const index = shown.indexOf(line);
    const handled = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (event.key === "ArrowDown") go(shown[index + 1], event.shiftKey);
    else if (event.key === "ArrowUp" && event.altKey && mayEdit) moveUp(line.node);
    else if (event.key === "ArrowUp") go(shown[index - 1], event.shiftKey);
    else if (event.key === "ArrowRight")
      go(shown.slice(index + 1).find((each) => each.depth > line.depth) ?? shown[index + 1]);
    else if (event.key === "ArrowLeft")
      go(
        shown
          .slice(0, index)
          .reverse()
          .find((each) => each.depth < line.depth) ?? shown[index - 1],
      );
    else if (event.key === "Home") go(shown[0]);
    else if (event.key === "End") go(shown.at(-1));
    else if (line.annotation) {
      if (!mayEdit) return;
      if (event.key === "Enter" || event.key === "F2") useView.setState({ writing: line.annotation });
      else if (event.key === "c" && line.kind === "group") fold(idOf(line.annotation));
      else if (event.key === "Delete" || event.key === "Backspace") {
        choose(line);
        const next = shown[index - 1];
        removeSelected();
        go(next);
      } else return;
    } else if (event.key === "Enter" || event.key === " ") {
      if (joining) finishJoin(line.node);
      else if (line.kind === "link") go(shown.find((each) => each.key === `${line.to} node`));
      else {
        openNode(line.node);
        requestAnimationFrame(() =>
          window.document
            .querySelector<HTMLElement>(".npanel .params :is(input, select, button, .cm-content)")
            ?.focus(),
        );
      }
    } else if (event.key === "Escape" && joining) setJoining(null);
    else if (!mayEdit) return;
    else if (event.key === "Tab" && !event.shiftKey) addAfter(line);
    else if (event.key === "c") setJoining(line.port ? `${line.node}.${line.port}` : line.node);
    else if (event.key === "Delete" || event.key === "Backspace") {
      if (line.kind === "node") {
        select([line.node]);
        go(shown[index + 1] ?? shown[index - 1]);
        select([line.node]);
        removeSelected();
      } else if (line.kind === "link")
        edit(steps.removeConnection, (before) => disconnect(before, edgesOf(before, line)));
    } else if (event.key === "d") {
      select([line.node]);
      toggleDisabled();
    } else if (event.key === "F2") {
      openNode(line.node);
      requestAnimationFrame(() =>
        window.document.querySelector<HTMLInputElement>(`[data-rename="${CSS.escape(line.node)}"]`)?.select(),
      );
    } else return;
    handled();
  }

  function finishJoin(to: string) {
    if (!joining) return;
    const outputs = outputsOf(
      document,
      ports,
      endOf(joining).node,
      catalogue.get(nodeOf(document, endOf(joining).node)?.component ?? ""),
    );
    const end = endOf(joining);
    const from = end.port === null || end.port === outputs[0] ? end.node : joining;
    join(from, inputEnd(document, to, catalogue.get(nodeOf(document, to)?.component ?? ""), from), catalogue);
    setJoining(null);
  }

  return (
    <section className={isStale ? "outline stale" : "outline"} aria-label={words.title}>
      <div className="outline-head">
        <h2>{words.title}</h2>
        <span className="t3">{words.inOrder(counts.nodes(order.length))}</span>
        <span className="grow" />
        <label className="search" style={{ width: 168 }}>
          <Icon name="search" size={14} />
          <input
            value={find}
            placeholder={words.find}
            aria-label={words.find}
            onChange={(event) => setFind(event.target.value)}
          />
        </label>
        {mayEdit && (
          <button type="button" className="btn ghost" onClick={() => addAfter(undefined)}>
            <Icon name="plus" size={14} />
            {words.add}
          </button>
        )}
      </div>
      {joining && (
        <p className="notice info" role="status" style={{ borderRadius: 0 }}>
          <Icon name="right" />
          {words.connecting} <b>{joining}</b>
          {words.howToConnect}
        </p>
      )}
      <ul className="tree" role="tree" aria-label={words.tree} aria-multiselectable="true" ref={tree}>
        {shown.map((line) => {
          if (line.annotation) {
            return (
              <Annotation
                key={line.key}
                line={line}
                isOn={annotations.has(line.annotation)}
                isCurrent={line === current}
                onChoose={() => {
                  setAt(line.key);
                  if (!annotations.has(line.annotation!)) choose(line);
                }}
                onPress={(event) => press(event, line)}
              />
            );
          }
          const node = nodeOf(document, line.node)!;
          const component = catalogue.get(node.component);
          const run = nodes[line.node];
          const first = outputsOf(document, ports, line.node, component)[0];
          const countOf = (port: string | undefined) =>
            port === undefined
              ? undefined
              : isLive
                ? flows && passed(flows, { node: line.node, port, isFirst: port === first })
                : run?.outputs[port]?.count;
          const received = isLive ? flows?.[line.node]?.in : run?.received;
          const props = {
            "data-line": line.key,
            role: "treeitem" as const,
            "aria-level": line.depth + 1,
            "aria-selected": selected.has(line.node) && line.kind === "node",
            tabIndex: line === current ? 0 : -1,
            onClick: () => {
              if (joining && line.kind === "node") finishJoin(line.node);
              else if (line.kind === "node") openNode(line.node);
              setAt(line.key);
            },
            onFocus: () => {
              setAt(line.key);
              if (!selected.has(line.node)) select([line.node]);
            },
            onKeyDown: (event: KeyboardEvent) => press(event, line),
            onContextMenu: (event: MouseEvent<HTMLElement>) => {
              if (!selected.has(line.node)) select([line.node]);
              openMenu(event);
            },
            style: { paddingLeft: 4 + line.depth * 24 },
          };
          if (line.kind === "link") {
            return (
              <li key={line.key} className="port inset-focus" {...props}>
                <Icon name="right" size={14} />
                <span className="l2">
                  {words.goesOnTo} <b>{nameOf(nodeOf(document, line.to!)!)}</b>
                </span>
              </li>
            );
          }
          if (line.kind === "port") {
            const count = countOf(line.port!);
            const leads = edgesOf(document, line).length;
            return (
              <li key={line.key} className="port inset-focus" {...props}>
                <Icon name="right" size={14} />
                <span className="l2 grow">
                  <b>{line.port}</b>
                  {leads === 0 ? words.nothingConnected : leads > 1 ? words.goesToNodes(leads) : ""}
                  {leads === 0 && count ? words.endHere(counts.events(count)) : ""}
                </span>
                {typeof count === "number" && <span className="num t3">{showNumber(count)}</span>}
              </li>
            );
          }
          const summary = summaryOf(node, component);
          const own = problems.filter((each) => each.node === node.id);
          const errors = own.filter((each) => each.severity === "error").length;
          const out = countOf(first) ?? undefined;
          const number = order.indexOf(node) + 1;
          const group = groups[groupOf(document, node.id) ?? ""];
          return (
            <li key={line.key} className={`inset-focus ${selected.has(node.id) ? "on" : ""}`} {...props}>
              <span className="vh">
                {spoken(
                  document,
                  node.id,
                  number,
                  order.length,
                  component?.title,
                  own.length,
                  errors,
                  received,
                  out,
                )}
                {fates[node.id] && words.spoken.fate(fateInWords(environment, fates[node.id]!))}
                {group && words.spoken.inGroup(group.title)}
              </span>
              <span className="no" aria-hidden="true">
                {number}
              </span>
              <span className={`tile cat-${component?.category ?? "logic"}`}>
                <Icon name={iconOf(component)} />
              </span>
              <span className="grow" style={{ minWidth: 0 }} aria-hidden="true">
                <b className="cut" style={{ display: "block" }}>
                  {nameOf(node)}
                </b>
                <span className="l2 cut" style={{ display: "block" }}>
                  {component?.title ?? node.component},{" "}
                  <span className={summary.isCode ? "mono" : ""}>{summary.text}</span>
                </span>
              </span>
              {group && (
                <span className={`badge line group-name tone-${group.color ?? "grey"}`} aria-hidden="true">
                  <i className="dot" />
                  <span className="cut">{group.title || words.group}</span>
                </span>
              )}
              <span aria-hidden="true">
                <StateBadge node={node.id} />
              </span>
              {node.disabled && (
                <span className="badge line" aria-hidden="true">
                  {words.disabled}
                </span>
              )}
              {own.length > 0 && (
                <span className={`badge ${errors > 0 ? "danger" : "warn"}`} aria-hidden="true">
                  <Icon name={errors > 0 ? "error" : "warning"} size={12} />
                  {words.spoken.problems(errors, own.length)}
                </span>
              )}
              <b className="num nowrap" aria-hidden="true">
                {received !== undefined &&
                  (out === undefined
                    ? showNumber(received)
                    : received === out
                      ? showNumber(out)
                      : words.inAndOut(showNumber(received), showNumber(out)))}
              </b>
            </li>
          );
        })}
      </ul>
      {shown.length === 0 && <p className="drawer-empty">{find ? words.nothingFound : words.nothingDrawn}</p>}
      <span className="grow" />
      <div className="keys">
        {words.keys.map(([key, what]) => (
          <span key={key}>
            <kbd>{key}</kbd> {what}
          </span>
        ))}
      </div>
    </section>
  );
}

/** Move a node one place up in the document, which is its place in the outline where the flow leaves it open. */
function moveUp(id: string): void {
  edit(steps.moveUp(id), (before) => {
    const at = before.nodes.findIndex((each) => each.id === id);
    if (at < 1) return before;
    const nodes = [...before.nodes];
    [nodes[at - 1], nodes[at]] = [nodes[at]!, nodes[at - 1]!];
    return { ...before, nodes };
  });
}

function edgesOf(document: ScenarioDocument, line: Line): DocumentEdge[] {
  return document.edges.filter((each) => {
    const from = endOf(each.from);
    if (from.node !== line.node) return false;
    if (line.to !== undefined && endOf(each.to).node !== line.to) return false;
    return line.port === null || from.port === line.port || from.port === null;
  });
}

function linesOf(document: ScenarioDocument, outputs: (id: string) => string[]): Line[] {
  const lines: Line[] = [];
  const done = new Set<string>();
  const before = new Map<string, number>();
  for (const each of document.edges)
    before.set(endOf(each.to).node, (before.get(endOf(each.to).node) ?? 0) + 1);

  function put(id: string, depth: number) {
    if (done.has(id) || !nodeOf(document, id)) return;
    done.add(id);
    lines.push({ key: `${id} node`, kind: "node", node: id, port: null, depth });
    const ports = outputs(id);
    const several = ports.length > 1;
    const leading = document.edges.filter((each) => endOf(each.from).node === id);
    const known = [...ports, ...(leading.some((each) => endOf(each.from).port === "error") ? ["error"] : [])];
    for (const port of known) {
      const own = leading.filter((each) => (endOf(each.from).port ?? ports[0]) === port);
      if (several || port === "error")
        lines.push({ key: `${id} ${port}`, kind: "port", node: id, port, depth: depth + 1 });
      // A chain stays at its depth; branches go one deeper.
      const inner = several ? depth + 1 : own.length > 1 ? depth + 1 : depth;
      for (const each of own) {
        const to = endOf(each.to).node;
        if (done.has(to))
          lines.push({ key: `${id} ${port} ${to}`, kind: "link", node: id, port, to, depth: inner + 1 });
        else put(to, inner);
      }
    }
  }

  for (const node of inOrder(document)) if (!before.has(node.id)) put(node.id, 0);
  for (const node of document.nodes) put(node.id, 0);
  const { notes, groups } = annotationsOf(document);
  const others = [
    ...Object.keys(groups).map((id) => ({ kind: "group" as const, annotation: groupKey(id) })),
    ...Object.keys(notes).map((id) => ({ kind: "note" as const, annotation: noteKey(id) })),
  ];
  return [
    ...lines,
    ...others.map((each) => ({ ...each, key: each.annotation, node: "", port: null, depth: 0 })),
  ];
}

/** A group or a note, below the nodes. */
function Annotation(props: {
  line: Line;
  isOn: boolean;
  isCurrent: boolean;
  onChoose: () => void;
  onPress: (event: KeyboardEvent) => void;
}) {
  const { line, isOn, isCurrent, onChoose, onPress } = props;
  const document = useEdited((state) => state.document);
  const isWritten = useView((state) => state.writing === line.annotation);
  const id = idOf(line.annotation!);
  const group = line.kind === "group" ? annotationsOf(document).groups[id] : undefined;
  const note = line.kind === "note" ? annotationsOf(document).notes[id] : undefined;
  const row = {
    "data-line": line.key,
    role: "treeitem" as const,
    "aria-level": 1,
    "aria-selected": isOn,
    tabIndex: isCurrent ? 0 : -1,
    className: `inset-focus ${isOn ? "on" : ""}`,
    onClick: onChoose,
    onFocus: onChoose,
    onKeyDown: onPress,
    onContextMenu: (event: MouseEvent<HTMLElement>) => {
      onChoose();
      openMenu(event);
    },
  };
  if (group) {
    const names = group.nodes.map((each) => nameOf(nodeOf(document, each)!));
    return (
      <li {...row}>
        <span className="no" />
        <span className={`tile tone-${group.color ?? "grey"}`}>
          <Icon name="group" />
        </span>
        <span className="grow" style={{ minWidth: 0 }}>
          {isWritten ? (
            <Title id={id} title={group.title} />
          ) : (
            <b className="cut" style={{ display: "block" }}>
              {group.title || words.group}
            </b>
          )}
          <span className="l2 cut" style={{ display: "block" }}>
            {group.collapsed
              ? words.groupOfFolded(counts.nodes(names.length), names.join(", "))
              : words.groupOf(counts.nodes(names.length), names.join(", "))}
          </span>
        </span>
      </li>
    );
  }
  if (!note) return null;
  return (
    <li {...row}>
      <span className="no" />
      <span className={`tile tone-${note.color ?? "amber"}`}>
        <Icon name="note" />
      </span>
      <span className="grow" style={{ minWidth: 0 }}>
        <span className="vh">{words.note} </span>
        {isWritten ? (
          <span className="note-field">
            <Text text={note.text} onWrite={(text) => write(noteKey(id), text)} />
          </span>
        ) : (
          <span className={`note-text ${note.text ? "" : "t3"}`}>{note.text || words.emptyNote}</span>
        )}
      </span>
    </li>
  );
}

/** The menu about what is chosen, at the row. */
function openMenu(event: MouseEvent<HTMLElement>): void {
  event.preventDefault();
  if (!useView.getState().mayEdit) return;
  const box = event.currentTarget.getBoundingClientRect();
  // By keyboard there is no place of a mouse.
  const [left, top] = event.clientX > 0 ? [event.clientX, event.clientY] : [box.left + 48, box.bottom];
  useView.setState({ menu: { left, top, place: { x: 0, y: 0 }, isAboutChosen: true } });
}

/** "recipients, aggregate, 2 of 9, one error, 500 in, 500 out, goes to spammer". */
function spoken(
  document: ScenarioDocument,
  id: string,
  number: number,
  of: number,
  title: string | undefined,
  problems: number,
  errors: number,
  received: number | undefined,
  out: number | undefined,
): string {
  const node = nodeOf(document, id)!;
  const next = document.edges
    .filter((each) => endOf(each.from).node === id)
    .map((each) => nameOf(nodeOf(document, endOf(each.to).node) ?? node));
  return [
    nameOf(node),
    title ?? node.component,
    words.spoken.place(number, of),
    node.disabled ? words.spoken.disabled : "",
    words.spoken.problems(errors, problems),
    received === undefined ? "" : words.spoken.received(received),
    out === undefined ? "" : words.spoken.sent(out),
    next.length > 0 ? words.spoken.goesTo(next) : "",
  ]
    .filter(Boolean)
    .join(", ");
}
