import { showValue } from "~/api/json";
import type { Component } from "~/api/types";
import { form } from "~/messages/editor/form";
import { alternatives, resolved, type Schema, words } from "../describe";
import { getAt, type Parameters, type Path } from "../model";
import { focusParameter } from "./focus";

/** What the node does, in words: each slot is the value of a parameter, and leads to its field. */
export function Sentence({ component, parameters }: { component: Component; parameters: Parameters }) {
  const parts = component.sentence.split(/\{(.*?)\}/);
  if (parts.length < 2) return null;
  const root = component.parameters as Schema;
  return (
    <p className="sentence">
      {parts.map((part, at) => {
        if (at % 2 === 0) return <span key={at}>{part}</span>;
        const path = part.split(".");
        const { text, isCode, isMissing } = slotOf(parameters, path, root);
        return (
          <button
            key={at}
            type="button"
            className={`slot ${isCode ? "mono" : ""} ${isMissing ? "missing" : ""}`}
            title={words(String(path.at(-1)))}
            onClick={() => focusParameter(part)}
          >
            {text}
          </button>
        );
      })}
    </p>
  );
}

interface Slot {
  text: string;
  isCode: boolean;
  isMissing: boolean;
}

/** The value of a parameter in few words. */
export function slotOf(parameters: Parameters, path: Path, root: Schema): Slot {
  const schema = schemaAt(path, root);
  const name = words(String(path.at(-1))).toLowerCase();
  const value = getAt(parameters, path) ?? schema.default;
  const isMissing =
    value === undefined ||
    value === null ||
    value === "" ||
    (typeof value === "object" && Object.keys(value).length === 0);
  if (isMissing) return { text: form.no(name), isCode: false, isMissing };
  const { kinds } = alternatives(schema, root);
  const editor = kinds[0]?.editor ?? kinds[0]?.items?.editor;
  const isCode = editor !== undefined && editor !== "duration" && editor !== "stream";
  if (Array.isArray(value)) {
    const isShort = value.length <= 3 && value.every((each) => typeof each !== "object");
    return isShort
      ? { text: value.map(showValue).join(", "), isCode, isMissing }
      : { text: form.numberOf(value.length, name.replace(/s$/, ""), name), isCode: false, isMissing };
  }
  if (typeof value === "object" && !kinds.some((each) => each.type !== "object")) {
    const names = Object.keys(value);
    return names.length <= 3
      ? { text: names.join(", "), isCode: true, isMissing }
      : { text: form.numberOf(names.length, name.replace(/s$/, ""), name), isCode: false, isMissing };
  }
  const text = editor === "duration" ? spaced(showValue(value)) : showValue(value);
  return { text: isCode ? text : text.replaceAll("-", " "), isCode, isMissing };
}

function schemaAt(path: Path, root: Schema): Schema {
  return path.reduce<Schema>(
    (schema, name) => {
      const inner = alternatives(resolved(schema, root), root).kinds.find((each) => each.properties?.[name]);
      return resolved(inner?.properties?.[name] ?? {}, root);
    },
    { ...root, anyOf: undefined },
  );
}

/** "4h" → "4 h". */
function spaced(duration: string): string {
  return duration.replace(/(\d)([a-z])/g, "$1 $2");
}
