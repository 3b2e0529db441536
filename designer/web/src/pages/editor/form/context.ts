import { createContext, useContext } from "react";
import type { ContextAnswer, RunRow, ScenarioProblem } from "~/api/types";
import type { Schema } from "../describe";
import type { Path } from "../model";

/** What every field of a form needs to know. */
export interface FormContext {
  node: string;
  root: Schema;
  columns: ContextAnswer["columns"];
  rows: RunRow[];
  /** What the node gives, and its columns. */
  made: RunRow[];
  madeColumns: ContextAnswer["columns"];
  problems: ScenarioProblem[];
  mayEdit: boolean;
  set: (path: Path, value: unknown) => void;
}

export const FormContextValue = createContext<FormContext | null>(null);

export function useForm(): FormContext {
  const found = useContext(FormContextValue);
  if (!found) throw new Error("a field stands outside of a form");
  return found;
}

/** Problems at a parameter: `aggregates.0.where`; or, with `deep`, inside it too. */
export function useProblems(path: Path, deep = false): ScenarioProblem[] {
  const { problems } = useForm();
  const name = path.join(".");
  return problems.filter(
    (each) => each.parameter === name || (deep && each.parameter?.startsWith(`${name}.`)),
  );
}
