import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { isRaw, numberFrom, showValue } from "~/api/json";
import { fragmentsQuery, streamsQuery } from "~/api/queries";
import type { ScenarioProblem } from "~/api/types";
import { messages } from "~/messages";
import { form } from "~/messages/editor/form";
import { Icon } from "~/ui/Icon";
import { alternatives, emptyOf, resolved, type Schema, valueSchema, words } from "../describe";
import type { Path } from "../model";
import { useView } from "../store";
import { useForm, useProblems } from "./context";
import { ExpressionField } from "./ExpressionField";
import { focusSoon } from "./focus";
import { Records } from "./Records";
import { TableField } from "./TableField";

export interface FieldProps {
  path: Path;
  schema: Schema;
  value: unknown;
  isRequired?: boolean;
}

/** The field of any parameter, with its label, its help and what is wrong with it. */
export function FieldOf({ path, schema: given, value, isRequired, label }: FieldProps & { label?: string }) {
  const { root, set, mayEdit } = useForm();
  const whole = resolved(given, root);
  const { kinds, isOptional } = alternatives(whole, root);
  const [chosen, setChosen] = useState<number | null>(null);
  const fitting = Math.max(
    0,
    kinds.findIndex((each) => fits(each, value)),
  );
  const kind = kinds[chosen ?? fitting] ?? {};
  const title = label ?? words(String(path.at(-1)));
  const description = whole.description ?? kind.description;
  const id = useId();
  const isSet = value !== undefined && value !== null;
  const canClear = mayEdit && isSet && !isRequired && (isOptional || whole.default !== undefined);
  return (
    <div className="param" data-parameter={path.join(".")}>
      <div className="label">
        <label htmlFor={id} id={`${id}-label`} title={description}>
          {title}
          {isRequired ? "" : <span className="t3"> {isSet ? "" : optionalText(whole)}</span>}
        </label>
        <span className="row row-4">
          {kinds.length > 1 && (
            <span className="seg tiny">
              {kinds.map((each, at) => (
                <button
                  key={nameOfKind(each)}
                  type="button"
                  aria-pressed={each === kind}
                  disabled={!mayEdit}
                  onClick={() => {
                    setChosen(at);
                    set(path, emptyOf(each, root));
                  }}
                >
                  {nameOfKind(each)}
                </button>
              ))}
            </span>
          )}
          {canClear && (
            <button
              type="button"
              className="link xs"
              onClick={() => {
                setChosen(null);
                set(path, undefined);
              }}
            >
              {form.clear}
            </button>
          )}
        </span>
      </div>
      <Control path={path} schema={kind} value={value ?? undefined} id={id} fallback={whole.default} />
      <Problems path={path} schema={kind} />
      {description && <p className="hint">{description}</p>}
    </div>
  );
}

interface ControlProps {
  path: Path;
  schema: Schema;
  value: unknown;
  id: string;
  fallback?: unknown;
}

function Control({ path, schema, value, id, fallback }: ControlProps) {
  const { root, set, mayEdit } = useForm();
  const labelledBy = `${id}-label`;
  if (schema.editor === "expression" || schema.editor === "template") {
    return (
      <ExpressionField
        id={id}
        path={path}
        value={value === undefined ? "" : showValue(value)}
        expected={schema.expected}
        isTemplate={schema.editor === "template"}
        labelledBy={labelledBy}
      />
    );
  }
  if (schema.editor === "table") return <TableField path={path} value={value} />;
  if (schema.editor === "stream") return <StreamField {...{ path, value, id }} />;
  if (schema.editor === "fragment") return <FragmentField {...{ path, value, id }} />;
  if (schema.editor === "duration") return <DurationField {...{ path, value, id, fallback }} />;
  if (schema.editor === "column") return <ColumnField {...{ path, value, id }} />;
  if (schema.enum) return <ChoiceField {...{ path, value: value ?? fallback, id, choices: schema.enum }} />;
  if (schema.const !== undefined) return <p className="mono t2">{showValue(schema.const)}</p>;
  if (schema.type === "boolean") {
    return (
      <input
        id={id}
        type="checkbox"
        disabled={!mayEdit}
        checked={(value ?? fallback) === true}
        onChange={(event) => set(path, event.target.checked)}
      />
    );
  }
  if (schema.type === "integer" || schema.type === "number")
    return <NumberField {...{ path, value, id, fallback }} />;
  if (schema.type === "array") return <ListField {...{ path, schema, value, labelledBy }} />;
  if (schema.type === "object" && valueSchema(schema, root))
    return <MapField {...{ path, schema, value, labelledBy }} />;
  if (schema.type === "object" && schema.properties) {
    return (
      <fieldset className="group" aria-labelledby={labelledBy}>
        {Object.entries(schema.properties).map(([name, each]) =>
          resolved(each, root).const !== undefined ? null : (
            <FieldOf
              key={name}
              path={[...path, name]}
              schema={each}
              value={(value as Record<string, unknown> | undefined)?.[name]}
              isRequired={schema.required?.includes(name)}
            />
          ),
        )}
      </fieldset>
    );
  }
  if (schema.type === "string" || schema.type === undefined) {
    return (
      <input
        id={id}
        className={schema.editor ? "input mono" : "input"}
        value={value === undefined ? "" : showValue(value)}
        placeholder={fallback ? showValue(fallback) : undefined}
        list={schema.editor === "type" ? "filbert-types" : undefined}
        readOnly={!mayEdit}
        spellCheck={false}
        onChange={(event) => set(path, event.target.value)}
      />
    );
  }
  return <p className="notice">{form.useYaml}</p>;
}

/** What is wrong at exactly this parameter. Expressions show it themselves, under the span. */
function Problems({ path, schema }: { path: Path; schema: Schema }) {
  const problems = useProblems(path);
  if (schema.editor === "expression" || schema.editor === "template") return null;
  return <ProblemLines problems={problems} />;
}

export function ProblemLines({ problems }: { problems: ScenarioProblem[] }) {
  return problems.map((each) => (
    <p key={each.code + each.message} className={each.severity === "error" ? "fault" : "fault c-warn"}>
      <Icon name={each.severity === "error" ? "error" : "warning"} size={14} />
      <span>
        {sentence(each.message)}
        {each.hint ? ` ${sentence(each.hint)}` : ""}
      </span>
    </p>
  ));
}

/** "there is no x" → "There is no x." */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed.charAt(0).toUpperCase() + trimmed.slice(1) + (/[.?!]$/.test(trimmed) ? "" : ".");
}

function StreamField({ path, value, id }: { path: Path; value: unknown; id: string }) {
  const { set, mayEdit } = useForm();
  const { data } = useQuery(streamsQuery);
  const streams = data?.streams ?? [];
  const name = value === undefined ? "" : showValue(value);
  return (
    <select
      id={id}
      className="input"
      value={name}
      disabled={!mayEdit}
      onChange={(event) => set(path, event.target.value)}
    >
      <option value="">{form.chooseStream}</option>
      {name && !streams.some((each) => each.name === name) && (
        <option value={name}>{form.notThere(name)}</option>
      )}
      {streams.map((each) => (
        <option key={each.name} value={each.name}>
          {each.name === each.title ? each.name : form.nameAndTitle(each.name, each.title)}
        </option>
      ))}
    </select>
  );
}

/** A fragment, and the way to it. */
function FragmentField({ path, value, id }: { path: Path; value: unknown; id: string }) {
  const { set, mayEdit } = useForm();
  const { data } = useQuery(fragmentsQuery);
  const fragments = data?.fragments ?? [];
  const name = value === undefined ? "" : showValue(value);
  return (
    <div className="row">
      <select
        id={id}
        className="input grow"
        value={name}
        disabled={!mayEdit}
        onChange={(event) => set(path, event.target.value)}
      >
        <option value="">{form.chooseFragment}</option>
        {name && !fragments.some((each) => each.name === name) && (
          <option value={name}>{form.notThere(name)}</option>
        )}
        {fragments.map((each) => (
          <option key={each.name} value={each.name}>
            {each.name === each.title ? each.name : form.nameAndTitle(each.name, each.title)}
          </option>
        ))}
      </select>
      {name && (
        <button
          type="button"
          className="btn"
          onClick={() => useView.setState({ fragment: { kind: "open", name } })}
        >
          {form.open}
        </button>
      )}
    </div>
  );
}

const USUAL = ["15m", "1h", "4h", "24h", "7d"];

function DurationField({
  path,
  value,
  id,
  fallback,
}: {
  path: Path;
  value: unknown;
  id: string;
  fallback?: unknown;
}) {
  const { set, mayEdit } = useForm();
  const text = value === undefined ? "" : showValue(value);
  return (
    <div className="row wrap row-4">
      {USUAL.map((each) => (
        <button
          key={each}
          type="button"
          className="chip"
          aria-pressed={text === each}
          disabled={!mayEdit}
          onClick={() => set(path, each)}
        >
          {text === each && <Icon name="tick" size={12} />}
          {each.replace(/([a-z])/, " $1").replace(" m", ` ${form.minutes}`)}
        </button>
      ))}
      <input
        id={id}
        className="input mono"
        style={{ width: 88, height: 24 }}
        value={text}
        placeholder={fallback ? showValue(fallback) : form.durations}
        readOnly={!mayEdit}
        spellCheck={false}
        onChange={(event) => set(path, event.target.value || undefined)}
      />
    </div>
  );
}

function ColumnField({ path, value, id }: { path: Path; value: unknown; id: string }) {
  const { set, columns, mayEdit } = useForm();
  const name = value === undefined ? "" : showValue(value);
  return (
    <select
      id={id}
      className="input mono"
      value={name}
      disabled={!mayEdit}
      onChange={(event) => set(path, event.target.value)}
    >
      <option value="">{form.chooseColumn}</option>
      {name && !(name in columns) && <option value={name}>{form.notThere(name)}</option>}
      {Object.keys(columns).map((each) => (
        <option key={each}>{each}</option>
      ))}
    </select>
  );
}

function ChoiceField({
  path,
  value,
  id,
  choices,
}: {
  path: Path;
  value: unknown;
  id: string;
  choices: unknown[];
}) {
  const { set, mayEdit } = useForm();
  if (choices.length > 5) {
    return (
      <select
        id={id}
        className="input"
        value={value === undefined ? "" : showValue(value)}
        disabled={!mayEdit}
        onChange={(event) => set(path, event.target.value)}
      >
        {choices.map((each) => (
          <option key={showValue(each)}>{showValue(each)}</option>
        ))}
      </select>
    );
  }
  return (
    <fieldset className="row wrap row-4 bare" aria-labelledby={`${id}-label`}>
      {choices.map((each) => (
        <button
          key={showValue(each)}
          type="button"
          className="chip"
          aria-pressed={each === value}
          disabled={!mayEdit}
          onClick={() => set(path, each)}
        >
          {each === value && <Icon name="tick" size={12} />}
          {showValue(each)}
        </button>
      ))}
    </fieldset>
  );
}

function NumberField({
  path,
  value,
  id,
  fallback,
}: {
  path: Path;
  value: unknown;
  id: string;
  fallback?: unknown;
}) {
  const { set, mayEdit } = useForm();
  return (
    <input
      id={id}
      className="input mono"
      style={{ width: 120 }}
      inputMode="decimal"
      value={value === undefined ? "" : showValue(value)}
      placeholder={fallback === undefined || fallback === null ? undefined : showValue(fallback)}
      readOnly={!mayEdit}
      onChange={(event) => {
        const text = event.target.value;
        set(path, text === "" ? undefined : /^-?\d+(\.\d+)?$/.test(text) ? numberFrom(text) : text);
      }}
    />
  );
}

/** A list: rows of a table where its entries have several fields, or one field a line. */
function ListField({
  path,
  schema,
  value,
  labelledBy,
}: {
  path: Path;
  schema: Schema;
  value: unknown;
  labelledBy: string;
}) {
  const { root, set, mayEdit } = useForm();
  const items = Array.isArray(value) ? value : [];
  const item = resolved(schema.items ?? {}, root);
  const isRecord = item.type === "object" && item.properties !== undefined;
  const remove = (at: number) =>
    set(
      path,
      items.filter((_, number) => number !== at),
    );
  const move = (at: number, by: number) => {
    const next = [...items];
    const [one] = next.splice(at, 1);
    next.splice(at + by, 0, one);
    set(path, next);
  };
  const canAdd = mayEdit && items.length < (schema.maxItems ?? 1000);
  const add = canAdd && (
    <button
      type="button"
      className="btn ghost add"
      onClick={() => {
        set(path, [...items, emptyOf(item, root)]);
        const first = isRecord ? Object.keys(item.properties ?? {}).slice(0, 1) : [];
        focusSoon([...path, items.length, ...first]);
      }}
    >
      <Icon name="plus" size={14} />
      {items.length === 0 ? form.add(words(String(path.at(-1))).toLowerCase()) : form.addAnother}
    </button>
  );
  const actions = (at: number) =>
    mayEdit && (
      <div className="row row-4 record-actions">
        {items.length > 1 && at > 0 && (
          <button
            type="button"
            className="btn ghost small icon"
            aria-label={form.moveUp(at + 1)}
            onClick={() => move(at, -1)}
          >
            <Icon name="up" size={12} />
          </button>
        )}
        {items.length > (schema.minItems ?? 0) && (
          <button
            type="button"
            className="btn ghost small icon"
            aria-label={form.remove(at + 1)}
            onClick={() => remove(at)}
          >
            <Icon name="cross" size={12} />
          </button>
        )}
      </div>
    );
  if (isRecord) {
    return (
      <div role="group" aria-labelledby={labelledBy}>
        <Records
          entries={items.map((each, at) => ({
            name: showValue(Object.values((each ?? {}) as object)[0] ?? ""),
            value: each,
            path: [...path, at],
            fields: <RecordFields path={[...path, at]} schema={item} value={each} />,
            actions: actions(at),
          }))}
          add={add}
        />
      </div>
    );
  }
  return (
    <div className="col" style={{ gap: 6 }} role="group" aria-labelledby={labelledBy}>
      {items.map((each, at) => (
        <div key={at} className="row" style={{ alignItems: "flex-start" }}>
          <div className="grow">
            <Bare
              path={[...path, at]}
              schema={item}
              value={each}
              label={form.entry(words(String(path.at(-1))), at + 1)}
            />
          </div>
          {actions(at)}
        </div>
      ))}
      {add}
    </div>
  );
}

/** The fields of one entry: short ones side by side, expressions below. Optional ones appear when they are wanted. */
function RecordFields({ path, schema, value }: { path: Path; schema: Schema; value: unknown }) {
  const { root, set, mayEdit } = useForm();
  const record = (value ?? {}) as Record<string, unknown>;
  const entries = Object.entries(schema.properties ?? {}).filter(
    ([, each]) => (resolved(each, root) as { maxProperties?: number }).maxProperties !== 0,
  );
  const isShown = ([name]: [string, Schema]) =>
    schema.required?.includes(name) || (record[name] !== undefined && record[name] !== null);
  const hidden = entries.filter((each) => !isShown(each));
  return (
    <>
      {entries.filter(isShown).map(([name, each]) => (
        <FieldOf
          key={name}
          path={[...path, name]}
          schema={each}
          value={record[name]}
          isRequired={schema.required?.includes(name)}
        />
      ))}
      {mayEdit && hidden.length > 0 && (
        <div className="row row-4 wide">
          {hidden.map(([name, each]) => (
            <button
              key={name}
              type="button"
              className="chip"
              onClick={() => {
                set([...path, name], emptyOf(each, root));
                focusSoon([...path, name]);
              }}
              title={each.description}
            >
              <Icon name="plus" size={12} />
              {words(name).toLowerCase()}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

/** A mapping from names to values: name at the left, value at the right. */
function MapField({
  path,
  schema,
  value,
  labelledBy,
}: {
  path: Path;
  schema: Schema;
  value: unknown;
  labelledBy: string;
}) {
  const { root, set, mayEdit } = useForm();
  const entries = Object.entries((value ?? {}) as Record<string, unknown>);
  const inner = valueSchema(schema, root) ?? {};
  const isDeep = inner.type === "object";
  const add = mayEdit && (
    <button
      type="button"
      className="btn ghost add"
      onClick={() =>
        set(path, {
          ...(value as object | undefined),
          [freeName(entries.map(([name]) => name))]: emptyOf(inner, root),
        })
      }
    >
      <Icon name="plus" size={14} />
      {entries.length === 0 ? form.add(words(String(path.at(-1))).toLowerCase()) : form.addAnother}
    </button>
  );
  const removal = (name: string, at: number) =>
    mayEdit && (
      <button
        type="button"
        className="btn ghost small icon"
        aria-label={form.remove(name)}
        onClick={() => set(path, Object.fromEntries(entries.filter((_, number) => number !== at)))}
      >
        <Icon name="cross" size={12} />
      </button>
    );
  const rename = (at: number, name: string) =>
    set(path, Object.fromEntries(entries.map(([old, each], number) => [number === at ? name : old, each])));
  const nameInput = (name: string, at: number) => (
    <NameInput
      name={name}
      taken={entries.map(([other]) => other)}
      pattern={schema.pattern ?? Object.keys(schema.patternProperties ?? {})[0]}
      mayEdit={mayEdit}
      onChange={(next) => rename(at, next)}
    />
  );
  if (isDeep && inner.properties) {
    return (
      <div role="group" aria-labelledby={labelledBy}>
        <Records
          entries={entries.map(([name, each], at) => ({
            name,
            value: each,
            path: [...path, name],
            fields: (
              <>
                {nameInput(name, at)}
                <RecordFields path={[...path, name]} schema={inner} value={each} />
              </>
            ),
            actions: removal(name, at),
          }))}
          add={add}
        />
      </div>
    );
  }
  return (
    <div className="col" style={{ gap: 6 }} role="group" aria-labelledby={labelledBy}>
      {entries.map(([name, each], at) => (
        <div key={at} className={isDeep ? "record deep" : "pair"}>
          {nameInput(name, at)}
          <div className="grow" style={{ minWidth: 0 }}>
            {isDeep ? (
              <MapField path={[...path, name]} schema={inner} value={each} labelledBy={labelledBy} />
            ) : (
              <Bare path={[...path, name]} schema={inner} value={each} label={name} />
            )}
          </div>
          {removal(name, at)}
        </div>
      ))}
      {add}
    </div>
  );
}

/** A field without a label of its own. */
function Bare({ path, schema, value, label }: { path: Path; schema: Schema; value: unknown; label: string }) {
  const id = useId();
  const problems = useProblems(path);
  return (
    <div data-parameter={path.join(".")}>
      <label className="vh" id={`${id}-label`} htmlFor={id}>
        {label}
      </label>
      <Control path={path} schema={schema} value={value} id={id} />
      {schema.editor !== "expression" && schema.editor !== "template" && <ProblemLines problems={problems} />}
    </div>
  );
}

/** A name that applies when it is good; until then it stays in the field with what is wrong. */
function NameInput(props: {
  name: string;
  taken: string[];
  pattern?: string;
  mayEdit: boolean;
  onChange: (name: string) => void;
}) {
  const { name, taken, pattern, mayEdit, onChange } = props;
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? name;
  const fault =
    text === null || text === name
      ? null
      : taken.includes(text)
        ? form.nameIsTaken(text)
        : pattern && !new RegExp(pattern).test(text)
          ? form.nameRule
          : null;
  return (
    <span className="name-of">
      <input
        className="input mono"
        aria-label={messages.common.name}
        aria-invalid={fault ? true : undefined}
        value={shown}
        readOnly={!mayEdit}
        spellCheck={false}
        onChange={(event) => {
          const next = event.target.value;
          setText(next);
          if (!taken.includes(next) && (!pattern || new RegExp(pattern).test(next))) onChange(next);
        }}
        onBlur={() => setText(null)}
      />
      {fault && <span className="fault">{fault}</span>}
    </span>
  );
}

function freeName(taken: string[]): string {
  for (let number = 1; ; number++) if (!taken.includes(`value_${number}`)) return `value_${number}`;
}

function nameOfKind(schema: Schema): string {
  if (schema.enum) return form.kinds.choose;
  if (schema.type === "array") return form.kinds.columns;
  if (schema.type === "object") return Object.keys(schema.properties ?? {})[0] ?? form.kinds.expressions;
  return schema.editor ?? schema.type ?? form.kinds.value;
}

function fits(schema: Schema, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (schema.enum) return schema.enum.includes(value);
  if (schema.type === "array") return Array.isArray(value);
  if (schema.type === "object") return typeof value === "object" && !Array.isArray(value) && !isRaw(value);
  return typeof value !== "object" || isRaw(value);
}

function optionalText(schema: Schema): string {
  if (schema.default === undefined || schema.default === null || typeof schema.default === "object")
    return form.optional;
  return form.unlessSet(showValue(schema.default));
}
