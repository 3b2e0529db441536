/** What a node does in one line, and how its parameters are made, from the catalogue alone. */
import { showValue } from "~/api/json";
import type { Component } from "~/api/types";
import { canvas } from "~/messages/editor/canvas";
import type { IconName } from "~/ui/Icon";
import type { DocumentNode } from "./model";

/** As far as forms read JSON Schema. */
export interface Schema {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  $ref?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  pattern?: string;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  minimum?: number;
  maximum?: number;
  editor?: string;
  expected?: string;
  $defs?: Record<string, Schema>;
}

/** The schema that a reference stands for. */
export function resolved(schema: Schema, root: Schema): Schema {
  if (!schema.$ref) return schema;
  const { $ref, ...own } = schema;
  return { ...root.$defs?.[$ref.replace("#/$defs/", "")], ...own };
}

/** The alternatives of a schema without NULL, and whether NULL is one. */
export function alternatives(schema: Schema, root: Schema): { kinds: Schema[]; isOptional: boolean } {
  const all = (schema.anyOf ?? [schema]).map((each) => resolved(each, root));
  const kinds = all.filter((each) => each.type !== "null");
  const { anyOf: _, ...own } = schema;
  return {
    kinds: schema.anyOf ? kinds.map((each) => ({ ...own, ...each, default: undefined })) : kinds,
    isOptional: kinds.length < all.length,
  };
}

/** The schema of what a mapping holds, where names are free. */
export function valueSchema(schema: Schema, root: Schema): Schema | null {
  const free = Object.values(schema.patternProperties ?? {})[0] ?? schema.additionalProperties;
  return typeof free === "object" && free !== null ? resolved(free, root) : null;
}

/** "time_to_live" → "Time to live". */
export function words(name: string): string {
  const text = name.replaceAll("_", " ").replaceAll("-", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const ICONS: Record<string, IconName> = {
  source: "source",
  logic: "filter",
  state: "sum",
  enrich: "join",
  action: "alert",
  sink: "deploy",
};

/** Icons by what a component is: its category, then the kinds of its parameters. */
export function iconOf(component: Component | undefined): IconName {
  if (!component) return "help";
  const schema = component.parameters as Schema;
  const kinds = Object.values(schema.properties ?? {}).map((each) => resolved(each, schema));
  if (component.category === "logic") {
    if (kinds.some((each) => each.editor === "table")) return "table";
    if (component.takes_named_inputs) return "join";
    if (component.outputs.length > 1 && kinds.some((each) => each.type === "array")) return "switch";
    if (kinds.some((each) => valueSchema(each, schema))) return "braces";
    if (kinds.length === 0) return "branch";
  }
  if (component.category === "state") {
    if (kinds.some((each) => each.editor === "stream")) return "database";
    if (component.outputs.length > 1) return "dedup";
    if (!kinds.some((each) => each.type === "array" && each.minItems)) return "clock";
  }
  if (component.category === "action" && kinds.some((each) => each.enum?.includes("block"))) return "block";
  if (component.category === "sink" && kinds.length === 0) return "stop";
  return ICONS[component.category] ?? "scenario";
}

export interface Summary {
  text: string;
  isCode: boolean;
}

/** One line about a node: its expression, or its parameters in words. */
export function summaryOf(node: DocumentNode, component: Component | undefined): Summary {
  if (!component) return { text: canvas.node.unknownComponent(node.component), isCode: false };
  const root = component.parameters as Schema;
  const parameters = node.parameters ?? {};
  const parts: string[] = [];
  let code = 0;
  for (const [name, given] of Object.entries(root.properties ?? {})) {
    const value = parameters[name];
    if (value === undefined || value === null) continue;
    const { kinds } = alternatives(resolved(given, root), root);
    const schema = kinds[0] ?? {};
    const isRequired = root.required?.includes(name);
    if (schema.editor === "expression" && typeof value !== "object") {
      parts.push(isRequired && parts.length === 0 ? showValue(value) : `${name} ${showValue(value)}`);
      code++;
    } else if (schema.editor === "template") parts.push(showValue(value));
    else if (schema.editor === "stream") parts.push(canvas.node.stream(showValue(value)));
    else if (Array.isArray(value)) {
      if (value.length === 0) continue;
      if (value.every((each) => typeof each !== "object") && value.length <= 2) {
        const all = value.map(showValue).join(", ");
        parts.push(name === "key" ? canvas.node.by(all) : `${name} ${all}`);
      } else parts.push(`${value.length} ${words(name).toLowerCase()}`);
    } else if (typeof value === "object") {
      const names = Object.keys(value);
      if (valueSchema(schema, root))
        parts.push(names.length <= 3 ? names.join(", ") : `${names.length} ${name}`);
      else parts.push(Object.values(value).map(showValue).join(" "));
    } else if (isRequired) parts.push(showValue(value));
    if (parts.length === 3) break;
  }
  const text = parts.join(", ") || canvas.node.setParameters;
  return { text, isCode: code > 0 && parts.length === code };
}

/** Parameters of a new node: what must be there, empty; the first line of the form is where typing begins. */
export function newParameters(component: Component): Record<string, unknown> {
  const root = component.parameters as Schema;
  return Object.fromEntries(
    (root.required ?? []).map((name) => [name, emptyOf(root.properties?.[name] ?? {}, root)]),
  );
}

/** An empty value that has the right form. */
export function emptyOf(given: Schema, root: Schema): unknown {
  const { kinds } = alternatives(resolved(given, root), root);
  const schema = kinds[0] ?? {};
  if (schema.const !== undefined) return schema.const;
  if (given.default !== undefined && given.default !== null) return given.default;
  if (schema.enum) return schema.enum[0];
  if (schema.editor === "table") return [{}];
  if (schema.type === "array") return schema.minItems ? [emptyOf(schema.items ?? {}, root)] : [];
  if (schema.type === "object") {
    const names = (schema.required ?? []).filter((name) => schema.properties?.[name]);
    return Object.fromEntries(names.map((name) => [name, emptyOf(schema.properties![name]!, root)]));
  }
  if (schema.editor === "duration") return "1h";
  if (schema.type === "boolean") return false;
  return "";
}
