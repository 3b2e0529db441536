import { useEffect, useMemo } from "react";
import type { Component, ContextAnswer, RunRow } from "~/api/types";
import { form as words } from "~/messages/editor/form";
import { steps } from "~/messages/editor/steps";
import { alternatives, resolved, type Schema } from "../describe";
import { type DocumentNode, setParameter } from "../model";
import { useRunning } from "../running";
import { edit, useView } from "../store";
import { FormContextValue } from "./context";
import { FieldOf, sentence } from "./fields";
import { focusParameter } from "./focus";
import { Sentence } from "./Sentence";

interface Props {
  node: DocumentNode;
  component: Component;
  columns: ContextAnswer["columns"];
  rows: RunRow[];
  made: RunRow[];
  madeColumns: ContextAnswer["columns"];
  mayEdit: boolean;
}

/** A form for any component, made from its JSON Schema: what must be there first, what has a default folded away. */
export function Form({ node, component, columns, rows, made, madeColumns, mayEdit }: Props) {
  const root = component.parameters as Schema;
  const all = useRunning((state) => state.problems);
  const problems = useMemo(() => all.filter((each) => each.node === node.id), [all, node.id]);
  const context = useMemo(
    () => ({
      node: node.id,
      root,
      columns,
      rows,
      made,
      madeColumns,
      problems,
      mayEdit,
      set: (path: readonly (string | number)[], value: unknown) =>
        edit(
          steps.changeParameter(String(path[0]).replaceAll("_", " "), node.id),
          (before) => setParameter(before, node.id, path, value),
          `${node.id} ${path.join(".")}`,
        ),
    }),
    [node.id, root, columns, rows, made, madeColumns, problems, mayEdit],
  );
  const aim = useView((state) => (state.aim?.node === node.id ? state.aim : null));
  useEffect(() => {
    // After lines that the aim opens are drawn.
    if (aim?.parameter) requestAnimationFrame(() => focusParameter(aim.parameter!));
  }, [aim]);
  const names = Object.keys(root.properties ?? {});
  const isMain = (name: string) => {
    const schema = root.properties![name]!;
    return (
      root.required?.includes(name) || node.parameters?.[name] !== undefined || isOpenEnded(schema, root)
    );
  };
  const main = names.filter((name) => isMain(name) && !isFixed(root.properties![name]!, root));
  const more = names.filter((name) => !isMain(name) && !isFixed(root.properties![name]!, root));
  const general = problems.filter(
    (each) => !names.some((name) => each.parameter === name || each.parameter?.startsWith(`${name}.`)),
  );
  const unknown = Object.keys(node.parameters ?? {}).filter((name) => !names.includes(name));
  return (
    <FormContextValue.Provider value={context}>
      {general.map((each) => (
        <p
          key={each.code + each.message}
          className={`notice ${each.severity === "error" ? "danger" : "warn"}`}
        >
          <span>
            {sentence(each.message)}
            {each.hint ? ` ${sentence(each.hint)}` : ""}
          </span>
        </p>
      ))}
      {names.length > 1 && <Sentence component={component} parameters={node.parameters ?? {}} />}
      {main.map((name) => (
        <FieldOf
          key={name}
          path={[name]}
          schema={root.properties![name]!}
          value={node.parameters?.[name]}
          isRequired={root.required?.includes(name)}
        />
      ))}
      {more.length > 0 && (
        <details className="more">
          <summary>
            <b>{words.more}</b>
            <span className="t3 cut">{more.map((name) => name.replaceAll("_", " ")).join(", ")}</span>
          </summary>
          {more.map((name) => (
            <FieldOf
              key={name}
              path={[name]}
              schema={root.properties![name]!}
              value={node.parameters?.[name]}
            />
          ))}
        </details>
      )}
      {unknown.map((name) => (
        <p key={name} className="notice warn">
          <span className="grow">
            <b className="mono">{name}</b> {words.isNoParameterOf(component.title)}
          </span>
          {mayEdit && (
            <button type="button" className="btn small" onClick={() => context.set([name], undefined)}>
              {words.removeIt}
            </button>
          )}
        </p>
      ))}
      {names.length === 0 && <p className="t3">{words.nothingToSet}</p>}
    </FormContextValue.Provider>
  );
}

/** Keys and the like: most nodes want them although they may be left out. */
function isOpenEnded(schema: Schema, root: Schema): boolean {
  const { kinds } = alternatives(resolved(schema, root), root);
  return kinds.some(
    (each) =>
      (each.type === "array" && each.items?.editor === "expression") ||
      (each.type === "array" && each.items?.editor === "column"),
  );
}

/** A parameter that has one value only is nothing to set. */
function isFixed(schema: Schema, root: Schema): boolean {
  const { kinds } = alternatives(resolved(schema, root), root);
  return (
    kinds.length === 1 &&
    (kinds[0]?.const !== undefined || (kinds[0]?.enum?.length ?? 2) === 1 || kinds[0]?.editor === "none")
  );
}
