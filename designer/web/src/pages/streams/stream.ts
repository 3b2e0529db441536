import { numberFrom, showValue } from "~/api/json";
import { messages } from "~/messages";
import { streams } from "~/messages/streams";

const words = streams.faults;

/** One field of a stream's records, as it is typed. */
export interface FieldLine {
  name: string;
  type: string;
  required: boolean;
  pii: boolean;
  /** Comma-separated; empty: any text. */
  enum: string;
}

/** What is typed for a stream. What it does not know of in a document it leaves as it is. */
export interface StreamForm {
  name: string;
  title: string;
  topic: string;
  key: string;
  timeField: string;
  outOfOrderness: string;
  idleness: string;
  maxAhead: string;
  maxBytes: string;
  fields: FieldLine[];
  document: Record<string, unknown>;
}

export const TYPES = [
  "STRING",
  "BIGINT",
  "DOUBLE",
  "DECIMAL(10, 2)",
  "BOOLEAN",
  "TIMESTAMP",
  "DATE",
  "TIME",
  "ARRAY<STRING>",
  "MAP<STRING, STRING>",
  "ROW<name STRING>",
];

const NOT_NULL = /\s+NOT\s+NULL\s*$/i;

export function formOf(document: Record<string, unknown>): StreamForm {
  const time = isObject(document.event_time) ? document.event_time : {};
  const marked = new Set(Array.isArray(document.pii) ? document.pii.map(String) : []);
  const fields = isObject(document.fields) ? document.fields : {};
  return {
    name: textOf(document.stream),
    title: textOf(document.title),
    topic: textOf(document.topic),
    key: textOf(document.key),
    timeField: textOf(time.field),
    outOfOrderness: textOf(time.out_of_orderness),
    idleness: textOf(time.idleness),
    maxAhead: textOf(time.max_ahead),
    maxBytes: textOf(document.max_bytes),
    fields: Object.entries(fields).map(([name, written]) => lineOf(name, written, marked.has(name))),
    document,
  };
}

function lineOf(name: string, written: unknown, isMarked: boolean): FieldLine {
  const detailed = isObject(written) ? written : { type: written };
  const type = textOf(detailed.type);
  return {
    name,
    type: type.replace(NOT_NULL, ""),
    required: NOT_NULL.test(type),
    pii: isMarked || detailed.pii === true,
    enum: Array.isArray(detailed.enum) ? detailed.enum.map(showValue).join(", ") : "",
  };
}

export function documentOf(form: StreamForm): Record<string, unknown> {
  const time = {
    ...(isObject(form.document.event_time) ? form.document.event_time : {}),
    field: form.timeField,
    out_of_orderness: form.outOfOrderness.trim(),
    idleness: form.idleness.trim(),
    max_ahead: form.maxAhead.trim(),
  };
  return filled({
    ...form.document,
    stream: form.name.trim(),
    title: form.title.trim(),
    topic: form.topic.trim(),
    format: form.document.format ?? "json",
    key: form.key,
    event_time: filled(time),
    max_bytes: form.maxBytes.trim() ? numberFrom(form.maxBytes.trim()) : "",
    fields: Object.fromEntries(form.fields.map((each) => [each.name.trim(), writtenOf(each)])),
    pii: form.fields.filter((each) => each.pii).map((each) => each.name.trim()),
  });
}

function writtenOf(line: FieldLine): unknown {
  const type = `${line.type.trim()}${line.required ? " NOT NULL" : ""}`;
  const values = line.enum
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);
  return values.length > 0 ? { type, enum: values } : type;
}

/** Without what was left empty. */
function filled(document: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(document).filter(([key, value]) => {
      if (value === "" || value === null || value === undefined) return false;
      if (Array.isArray(value)) return value.length > 0;
      return !(isObject(value) && key === "event_time" && Object.keys(value).length === 0);
    }),
  );
}

/** What keeps the form from being sent, by the number of the line; the service checks types and the rest. */
export function faultsOf(form: StreamForm): Map<number, string> {
  const faults = new Map<number, string>();
  form.fields.forEach((line, at) => {
    const name = line.name.trim();
    if (!name) faults.set(at, messages.nameOrRemove(words.field));
    else if (!line.type.trim()) faults.set(at, words.chooseAType);
    else if (form.fields.findIndex((each) => each.name.trim() === name) < at)
      faults.set(at, messages.standsTwice(name));
  });
  return faults;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !("rawJSON" in value);
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? "" : showValue(value);
}
