import { Menu } from "@mantine/core";
import { useMemo, useState } from "react";
import type { ContextAnswer, RunRow } from "~/api/types";
import { messages, showNumber } from "~/messages";
import { commands } from "~/messages/editor/commands";
import { keys } from "~/messages/editor/keys";
import { panel as words } from "~/messages/editor/panel";
import { steps } from "~/messages/editor/steps";
import { Icon } from "~/ui/Icon";
import { removeKeepingFlow, rename, step } from "./actions";
import { useCatalogue } from "./catalogue";
import { iconOf } from "./describe";
import { Form } from "./form/Form";
import { insertAtCaret } from "./form/insertion";
import { endOf, inOrder, nameOf, nodeOf, setDisabled, setNote } from "./model";
import { outputsOf, useOutputs } from "./ports";
import { Rows } from "./Rows";
import { useRunning } from "./running";
import { edit, openNode, useEdited, useView } from "./store";

const NO_ROWS: RunRow[] = [];
const NO_COLUMNS: ContextAnswer["columns"] = {};

/** A node with sample rows at both sides. Everything in it applies at once; undo covers it. */
export function NodePanel({ id }: { id: string }) {
  const catalogue = useCatalogue();
  const document = useEdited((state) => state.document);
  const node = nodeOf(document, id);
  const component = node && catalogue.get(node.component);
  const mayEdit = useView((state) => state.mayEdit);
  const isEnlarged = useView((state) => state.isEnlarged);
  const columns = useRunning((state) => state.columns);
  const nodes = useRunning((state) => state.nodes);
  const ports = useRunning((state) => state.ports);
  const isStale = useRunning((state) => state.isStale);
  const fault = useRunning((state) => state.fault);
  const sample = useRunning((state) => state.sample);
  const hasErrors = useRunning((state) => state.problems.some((each) => each.severity === "error"));
  const outputs = useOutputs(id, component);
  const [chosenIn, setChosenIn] = useState(0);
  const [chosenOut, setChosenOut] = useState<string | null>(null);
  const order = useMemo(() => inOrder(document), [document]);

  const inputs = useMemo(
    () =>
      document.edges
        .filter((each) => endOf(each.to).node === id)
        .map((each) => {
          const from = endOf(each.from);
          const source = nodeOf(document, from.node);
          const known = outputsOf(document, ports, from.node, source && catalogue.get(source.component));
          return { node: from.node, port: from.port ?? known[0] ?? "out", name: endOf(each.to).port };
        }),
    [document, id, ports, catalogue],
  );
  if (!node) return null;

  const input = inputs[Math.min(chosenIn, inputs.length - 1)];
  const given = input && nodes[input.node]?.outputs[input.port];
  const givenColumns = input && columns[`${input.node}.${input.port}`];
  const failed = nodes[id]?.failed ?? 0;
  const allOut = failed > 0 ? [...outputs, "error"] : outputs;
  const out = chosenOut && allOut.includes(chosenOut) ? chosenOut : outputs[0];
  const made = out ? nodes[id]?.outputs[out] : undefined;
  const madeColumns = out ? columns[`${id}.${out}`] : undefined;
  const added = new Set(
    Object.keys(madeColumns ?? {}).filter((each) => givenColumns && !(each in givenColumns)),
  );
  const why =
    fault ??
    (sample === null ? words.noRows.noSample : hasErrors ? words.noRows.hasErrors : words.noRows.noEvent);
  const at = order.findIndex((each) => each.id === id);
  const [before, after] = [order[at - 1], order[at + 1]];

  return (
    <aside className={`npanel ${isEnlarged ? "large" : ""}`} aria-label={words.node(nameOf(node))}>
      <div className="npanel-head">
        <span className={`tile cat-${component?.category ?? "logic"}`}>
          <Icon name={iconOf(component)} />
        </span>
        <NameField key={id} id={id} name={nameOf(node)} mayEdit={mayEdit} />
        <span className="sm t3">{component?.title ?? node.component}</span>
        {node.disabled && <span className="badge line">{words.disabled}</span>}
        <span className="grow" />
        {before && (
          <button
            type="button"
            className="btn ghost neighbour"
            title={words.previous(nameOf(before))}
            onClick={() => step(id, -1)}
          >
            <Icon name="up" size={14} />
            <span className="cut">{nameOf(before)}</span>
          </button>
        )}
        {after && (
          <button
            type="button"
            className="btn ghost neighbour"
            title={words.next(nameOf(after))}
            onClick={() => step(id, 1)}
          >
            <Icon name="down" size={14} />
            <span className="cut">{nameOf(after)}</span>
          </button>
        )}
        <span className="sep" />
        <button
          type="button"
          className="btn ghost icon"
          aria-label={isEnlarged ? words.smaller : words.enlarge}
          title={isEnlarged ? words.smaller : words.enlarge}
          aria-pressed={isEnlarged}
          onClick={() => useView.setState({ isEnlarged: !isEnlarged })}
        >
          <Icon name="enlarge" size={14} />
        </button>
        {mayEdit && (
          <Menu position="bottom-end">
            <Menu.Target>
              <button type="button" className="btn ghost icon" aria-label={messages.common.more}>
                <Icon name="more" />
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                onClick={() =>
                  edit(node.disabled ? steps.enable(id) : steps.disable(id), (old) =>
                    setDisabled(old, new Set([id]), !node.disabled),
                  )
                }
              >
                {node.disabled ? words.enable : words.disable}
              </Menu.Item>
              <Menu.Item onClick={() => removeKeepingFlow(id)} color="red">
                {messages.common.remove}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
        <button
          type="button"
          className="btn ghost icon"
          aria-label={words.close}
          title={words.closeWithKey(keys.escape)}
          onClick={() => openNode(null)}
        >
          <Icon name="cross" />
        </button>
      </div>
      <div
        className={`npanel-body ${inputs.length === 0 ? "no-input" : ""} ${outputs.length === 0 ? "no-output" : ""}`}
      >
        {inputs.length > 0 && (
          <Rows
            title={words.input}
            rows={given?.rows ?? NO_ROWS}
            count={given?.count ?? 0}
            columns={givenColumns}
            isStale={isStale}
            empty={why}
            onField={mayEdit ? insertAtCaret : undefined}
            ports={inputs.map((each, number) => ({
              name: each.name ?? each.node,
              isOn: each === input,
              choose: () => setChosenIn(number),
            }))}
          />
        )}
        <section className="pane" aria-label={words.parameters}>
          <div className="pane-head">
            <h2>{words.parameters}</h2>
            <span className="grow" />
            <span className="xs t3">{mayEdit ? words.applyAtOnce : words.mayNotChange}</span>
          </div>
          <div className="params">
            {component ? (
              <Form
                key={id}
                node={node}
                component={component}
                columns={givenColumns ?? madeColumns ?? NO_COLUMNS}
                rows={given?.rows ?? made?.rows ?? NO_ROWS}
                made={made?.rows ?? NO_ROWS}
                madeColumns={madeColumns ?? NO_COLUMNS}
                mayEdit={mayEdit}
              />
            ) : (
              <p className="notice danger">
                <Icon name="error" />
                {words.noComponent(node.component)}
              </p>
            )}
            <Failures id={id} />
            <NoteField key={`note ${id}`} id={id} note={node.note ?? ""} mayEdit={mayEdit} />
          </div>
          {component && <Help text={component.help} />}
        </section>
        {outputs.length > 0 && (
          <Rows
            title={words.output}
            rows={made?.rows ?? NO_ROWS}
            count={out === "error" ? failed : (made?.count ?? 0)}
            columns={madeColumns}
            added={added}
            isStale={isStale}
            empty={out === "error" ? words.failures.none : why}
            ports={allOut.map((name) => ({ name, isOn: name === out, choose: () => setChosenOut(name) }))}
          />
        )}
      </div>
    </aside>
  );
}

function NameField({ id, name, mayEdit }: { id: string; name: string; mayEdit: boolean }) {
  return (
    <input
      className="name-field"
      aria-label={words.name}
      data-rename={id}
      value={name}
      size={Math.max(6, Math.min(28, name.length + 1))}
      readOnly={!mayEdit}
      onChange={(event) => rename(id, event.target.value)}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      title={words.idStays(id)}
    />
  );
}

function NoteField({ id, note, mayEdit }: { id: string; note: string; mayEdit: boolean }) {
  const [isOpen, setOpen] = useState(note !== "");
  if (!isOpen && !mayEdit) return null;
  if (!isOpen) {
    return (
      <div>
        <button
          type="button"
          className="btn ghost"
          style={{ padding: "0 6px" }}
          onClick={() => setOpen(true)}
        >
          <Icon name="note" size={14} />
          {commands.note}
        </button>
      </div>
    );
  }
  return (
    <div>
      <div className="label">
        <label htmlFor={`note-${id}`}>{words.note}</label>
      </div>
      <textarea
        id={`note-${id}`}
        className="input"
        style={{ font: "inherit" }}
        rows={2}
        readOnly={!mayEdit}
        value={note}
        onChange={(event) =>
          edit(steps.noteOn(id), (before) => setNote(before, id, event.target.value), `note ${id}`)
        }
      />
    </div>
  );
}

/** Errors of the sample at this node. */
function Failures({ id }: { id: string }) {
  const node = useRunning((state) => state.nodes[id]);
  if (!node || node.failed === 0) return null;
  return (
    <section
      className="notice danger"
      style={{ flexDirection: "column", gap: 4 }}
      aria-label={words.failures.label}
    >
      <b>{words.failures.failHere(showNumber(node.failed))}</b>
      {node.failures.slice(0, 3).map((each) => (
        <button
          type="button"
          key={each.event_id + each.code}
          className="link"
          style={{ color: "inherit", textAlign: "left" }}
          onClick={() => useView.setState({ event: each.event_id })}
        >
          <span className="mono">{each.event_id}</span>{" "}
          {words.failures.at(each.parameter ?? each.field, each.message)}
        </button>
      ))}
    </section>
  );
}

function Help({ text }: { text: string }) {
  const [isOpen, setOpen] = useState(false);
  const [first = "", ...rest] = text.split("\n\n");
  return (
    <div className="help">
      <Prose text={first} />
      {rest.length > 0 && isOpen && rest.map((each) => <Prose key={each} text={each} />)}
      {rest.length > 0 && (
        <button type="button" className="link" onClick={() => setOpen(!isOpen)}>
          {isOpen ? words.helpLess : messages.common.more}
        </button>
      )}
    </div>
  );
}

/** A paragraph with `code` in it. */
function Prose({ text }: { text: string }) {
  return <p>{text.split("`").map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part))}</p>;
}
