import { numberFrom, showValue } from "~/api/json";
import type { components } from "~/api/schema";
import { messages } from "~/messages";
import { settings } from "~/messages/settings";

const words = settings.faults;

export type Environment = components["schemas"]["EnvironmentAnswer"];
export type EnvironmentChange = components["schemas"]["EnvironmentChange"];

export const PARTS = ["kafka", "flink", "registry", "streams", "values", "actions"] as const;
export type Part = (typeof PARTS)[number];

/** What is typed for an environment. Of a part that is not set here, the file's or the built-in one holds. */
export interface EnvironmentForm {
  title: string;
  isSet: Record<Part, boolean>;
  kafka: string;
  flink: string;
  registry: string;
  streams: { stream: string; topic: string }[];
  values: { name: string; type: string; text: string }[];
  actions: Environment["actions"];
  rules: Environment["rules"];
}

export const TYPES = ["BIGINT", "DOUBLE", "DECIMAL(10, 2)", "STRING", "BOOLEAN", "TIMESTAMP", "DATE"];

export function formOf(environment: Environment): EnvironmentForm {
  const { kafka, flink, registry, inherited } = environment;
  const isKnown: Record<Part, boolean> = {
    kafka: kafka !== null,
    flink: flink !== null,
    registry: registry !== null,
    // Where nothing was ever set, an empty part was not set either.
    streams: environment.revision > 0 || Object.keys(environment.streams).length > 0,
    values: environment.revision > 0 || Object.keys(environment.values).length > 0,
    actions: true,
  };
  const isSet = Object.fromEntries(
    PARTS.map((part) => [part, !inherited.includes(part) && isKnown[part]]),
  ) as Record<Part, boolean>;
  return {
    title: environment.title,
    isSet,
    kafka: kafka?.bootstrap_servers ?? "",
    flink: flink?.rest ?? "",
    registry: registry?.url ?? "",
    streams: Object.entries(environment.streams).map(([stream, { topic }]) => ({ stream, topic })),
    values: Object.entries(environment.values).map(([name, { type, value }]) => ({
      name,
      type,
      text: showValue(value),
    })),
    actions: environment.actions,
    rules: environment.rules,
  };
}

export function changeOf(form: EnvironmentForm, revision: number): EnvironmentChange {
  const { isSet } = form;
  return {
    revision,
    title: form.title,
    kafka: isSet.kafka ? { bootstrap_servers: form.kafka.trim() } : null,
    flink: isSet.flink ? { rest: form.flink.trim() } : null,
    registry: isSet.registry ? { url: form.registry.trim() } : null,
    streams: isSet.streams
      ? Object.fromEntries(form.streams.map(({ stream, topic }) => [stream.trim(), { topic: topic.trim() }]))
      : null,
    values: isSet.values
      ? Object.fromEntries(
          form.values.map(({ name, type, text }) => [name.trim(), { type, value: constantOf(type, text) }]),
        )
      : null,
    actions: isSet.actions ? form.actions : null,
    rules: form.rules,
  };
}

/** A constant as the service takes it: numbers exactly as written, decimals and times as text. */
export function constantOf(type: string, text: string): unknown {
  const kind = type.trim().toUpperCase().split(/[\s(]/)[0] ?? "";
  const written = text.trim();
  if (kind === "BOOLEAN") {
    if (/^true$/i.test(written)) return true;
    if (/^false$/i.test(written)) return false;
    return written;
  }
  const isNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(written);
  if ((kind === "DOUBLE" || /INT$/.test(kind)) && isNumber) return numberFrom(written);
  return kind === "STRING" ? text : written;
}

/** What keeps the form from being sent, by place; the service checks the rest. */
export function faultsOf(form: EnvironmentForm): Record<string, string> {
  const faults: Record<string, string> = {};
  const twice = (names: string[], place: string, what: string) => {
    names.forEach((name, at) => {
      if (!name.trim()) faults[`${place}.${at}`] = messages.nameOrRemove(what);
      else if (names.indexOf(name) < at) faults[`${place}.${at}`] = messages.standsTwice(name);
    });
  };
  if (form.isSet.kafka && !form.kafka.trim()) faults.kafka = words.hostAndPort;
  if (form.isSet.flink && !form.flink.trim()) faults.flink = words.address;
  if (form.isSet.registry && !form.registry.trim()) faults.registry = words.itsAddress;
  if (form.isSet.streams)
    twice(
      form.streams.map((each) => each.stream),
      "streams",
      words.stream,
    );
  if (form.isSet.values)
    twice(
      form.values.map((each) => each.name),
      "values",
      words.value,
    );
  return faults;
}
