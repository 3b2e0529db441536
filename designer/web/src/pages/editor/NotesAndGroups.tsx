import { Handle, type NodeProps, NodeResizer, NodeToolbar, Position } from "@xyflow/react";
import { memo, useEffect, useRef } from "react";
import { canvas } from "~/messages/editor/canvas";
import { commands } from "~/messages/editor/commands";
import { counts } from "~/messages/editor/counts";
import { keys } from "~/messages/editor/keys";
import { steps } from "~/messages/editor/steps";
import { Icon } from "~/ui/Icon";
import { colour, fold, removeSelected, ungroupChosen, write } from "./actions";
import { annotationsOf, COLORS, changeNote, type Group, idOf, MOST, NOTE, type Note } from "./annotations";
import { useRunning } from "./running";
import { edit, selectGroup, useEdited, useView } from "./store";

function useNote(id: string): Note | undefined {
  return useEdited((state) => annotationsOf(state.document).notes[id]);
}

function useGroup(id: string): Group | undefined {
  return useEdited((state) => annotationsOf(state.document).groups[id]);
}

function stopWriting(): void {
  useView.setState({ writing: null });
}

/** A note on the canvas: read as it stands, written in its place. */
export const NoteCard = memo(function NoteCard({ id: key, selected }: NodeProps) {
  const id = idOf(key);
  const note = useNote(id);
  const mayEdit = useView((state) => state.mayEdit);
  const isWritten = useView((state) => state.writing === key);
  if (!note) return null;
  return (
    <>
      {mayEdit && (
        <NodeResizer
          isVisible={selected}
          minWidth={NOTE.least}
          minHeight={NOTE.least}
          maxWidth={NOTE.most}
          maxHeight={NOTE.most}
          onResizeEnd={(_, { x, y, width, height }) =>
            edit(steps.resizeNote, (before) => changeNote(before, id, { x, y, width, height }))
          }
        />
      )}
      <ChosenTools of={key} label={canvas.note.tools} />
      <div
        className={`sticky tone-${note.color ?? "amber"} ${selected ? "sel" : ""}`}
        data-note={id}
        role="note"
        aria-label={canvas.note.note}
      >
        {isWritten ? (
          <Text text={note.text} onWrite={(text) => write(`note:${id}`, text)} />
        ) : (
          <p className={note.text ? undefined : "t3"}>
            {note.text || (mayEdit ? canvas.note.doubleClickToWrite : "")}
          </p>
        )}
      </div>
    </>
  );
});

/** The text of a note while it is written. */
export function Text({ text, onWrite }: { text: string; onWrite: (text: string) => void }) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // xyflow takes the focus when a node is clicked; this comes after it.
    const frame = requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(-1, -1);
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <textarea
      ref={area}
      className="nodrag nopan nowheel"
      aria-label={canvas.note.text}
      value={text}
      maxLength={MOST.text}
      onChange={(event) => onWrite(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) {
          event.preventDefault();
          stopWriting();
        }
      }}
      onBlur={stopWriting}
    />
  );
}

/** The title of a group while it is written. */
export function Title({ id, title }: { id: string; title: string }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => field.current?.select());
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <input
      ref={field}
      className="nodrag nopan"
      aria-label={canvas.group.title}
      placeholder={canvas.group.title}
      value={title}
      maxLength={MOST.title}
      onChange={(event) => write(`group:${id}`, event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape" || event.key === "Enter") {
          event.preventDefault();
          event.stopPropagation();
          stopWriting();
        }
      }}
      onBlur={stopWriting}
    />
  );
}

/** A group as a frame around what is in it. Only its head takes the mouse: inside, the canvas is as everywhere. */
export const GroupFrame = memo(function GroupFrame({ id: key, selected }: NodeProps) {
  const id = idOf(key);
  const group = useGroup(id);
  const isWritten = useView((state) => state.writing === key);
  if (!group) return null;
  return (
    <>
      <ChosenTools of={key} label={canvas.group.tools} />
      <section
        className={`frame tone-${group.color ?? "grey"} ${selected ? "sel" : ""}`}
        data-group={id}
        aria-label={canvas.group.named(group.title)}
      >
        <Head id={id}>
          <FoldButton id={id} group={group} />
          {isWritten ? (
            <Title id={id} title={group.title} />
          ) : (
            <b className="cut" title={group.title}>
              {group.title || canvas.group.group}
            </b>
          )}
        </Head>
      </section>
    </>
  );
});

/** A folded group: one card that stands for all that is in it. */
export const FoldedGroup = memo(function FoldedGroup({ id: key, selected }: NodeProps) {
  const id = idOf(key);
  const group = useGroup(id);
  const isWritten = useView((state) => state.writing === key);
  const isOpen = useView((state) => state.open !== null && group?.nodes.includes(state.open) === true);
  const errors = useRunning(
    (state) =>
      state.problems.filter((each) => each.severity === "error" && group?.nodes.includes(each.node ?? ""))
        .length,
  );
  if (!group) return null;
  return (
    <>
      <ChosenTools of={key} label={canvas.group.tools} />
      <section
        className={`node folded tone-${group.color ?? "grey"} ${selected || isOpen ? "sel" : ""}`}
        data-group={id}
        aria-label={canvas.group.namedFolded(group.title)}
      >
        <Head id={id}>
          <FoldButton id={id} group={group} />
          <span style={{ minWidth: 0 }}>
            {isWritten ? (
              <Title id={id} title={group.title} />
            ) : (
              <b className="node-name">{group.title || canvas.group.group}</b>
            )}
            <span className="node-sum words">{canvas.group.folded(counts.nodes(group.nodes.length))}</span>
          </span>
        </Head>
        {errors > 0 && (
          <span className="flag err" role="img" aria-label={canvas.node.error}>
            <Icon name="error" size={12} />
          </span>
        )}
        <Handle type="target" position={Position.Top} id="in" isConnectable={false} />
        <Handle type="source" position={Position.Bottom} id="out" isConnectable={false} />
      </section>
    </>
  );
});

/** What a group is held by: a click chooses it and all that is in it. */
function Head({ id, children }: { id: string; children: React.ReactNode }) {
  const mayEdit = useView((state) => state.mayEdit);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the outline does the same by keyboard
    // biome-ignore lint/a11y/useKeyWithClickEvents: the outline does the same by keyboard
    <div
      className="group-head"
      onClick={(event) => {
        if (!(event.target as HTMLElement).closest("button, input")) selectGroup(id);
      }}
      onDoubleClick={(event) => {
        if (mayEdit && !(event.target as HTMLElement).closest("button, input")) {
          selectGroup(id);
          useView.setState({ writing: `group:${id}` });
        }
      }}
    >
      {children}
    </div>
  );
}

function FoldButton({ id, group }: { id: string; group: Group }) {
  const mayEdit = useView((state) => state.mayEdit);
  const name = group.title || canvas.group.theGroup;
  const words = group.collapsed ? canvas.group.open(name) : canvas.group.fold(name);
  return (
    <button
      type="button"
      className="btn ghost small icon nodrag"
      aria-label={words}
      title={words}
      aria-expanded={!group.collapsed}
      disabled={!mayEdit}
      onClick={() => fold(id)}
    >
      <Icon name={group.collapsed ? "right" : "down"} size={14} />
    </button>
  );
}

/** Above a note or a group that is chosen alone: its colour, and away with it. */
function ChosenTools({ of: key, label }: { of: string; label: string }) {
  const isOnly = useView(
    (state) =>
      state.mayEdit &&
      (key.startsWith("group")
        ? [...state.annotations].find((each) => each.startsWith("group")) === key
        : state.selected.size === 0 &&
          state.annotations.size === 1 &&
          state.annotations.has(key as `note:${string}`)),
  );
  const id = idOf(key);
  const isGroup = key.startsWith("group");
  const now = useEdited((state) => {
    const { notes, groups } = annotationsOf(state.document);
    return isGroup ? (groups[id]?.color ?? "grey") : (notes[id]?.color ?? "amber");
  });
  return (
    <NodeToolbar
      isVisible={isOnly}
      position={Position.Top}
      align="end"
      offset={6}
      // Over everything that is drawn; a frame itself lies below.
      style={{ zIndex: 10_000 }}
    >
      <div className="onmap" role="toolbar" aria-label={label}>
        {COLORS.map((each) => (
          <button
            key={each}
            type="button"
            className={`swatch tone-${each}`}
            aria-label={canvas.colour.choose(canvas.colour.names[each])}
            title={canvas.colour.names[each]}
            aria-pressed={each === now}
            onClick={() => colour(each)}
          />
        ))}
        <span className="sep" />
        {isGroup ? (
          <button type="button" className="btn ghost small" title={keys.ungroup} onClick={ungroupChosen}>
            {commands.ungroup}
          </button>
        ) : (
          <button
            type="button"
            className="btn ghost small icon"
            aria-label={canvas.note.remove}
            title={canvas.note.removeWithKey(keys.delete)}
            onClick={removeSelected}
          >
            <Icon name="trash" size={14} />
          </button>
        )}
      </div>
    </NodeToolbar>
  );
}
