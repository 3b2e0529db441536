/** The ports of a node: what the check knows, what the catalogue says, what edges use. */
import type { Component } from "~/api/types";
import { edgesFrom, endOf, type ScenarioDocument } from "./model";
import { useRunning } from "./running";
import { useEdited } from "./store";

const NONE: readonly string[] = [];

/** Outputs of a node but `error`, the first one first. */
export function outputsOf(
  document: ScenarioDocument,
  ports: Record<string, readonly string[]>,
  id: string,
  component: Component | undefined,
): string[] {
  const found = [...(ports[id]?.length ? ports[id]! : (component?.outputs ?? []))];
  for (const each of edgesFrom(document, id)) {
    const end = endOf(each.from);
    if (end.port !== null && end.port !== "error" && !found.includes(end.port)) found.push(end.port);
  }
  return found;
}

/** The same, as a text that changes only when they do. */
export function useOutputs(id: string, component: Component | undefined): string[] {
  const known = useRunning((state) => state.ports[id] ?? NONE);
  const text = useEdited((state) => outputsOf(state.document, { [id]: known }, id, component).join(" "));
  return text ? text.split(" ") : [];
}

/** Whether a component has inputs at all. */
export function takesInput(component: Component | undefined): boolean {
  return !component || component.takes_named_inputs || component.inputs.length > 0;
}

/** The text of the end to which a new edge leads: inputs that edges name are called after where it comes from. */
export function inputEnd(
  document: ScenarioDocument,
  id: string,
  component: Component | undefined,
  from: string,
): string {
  if (component?.takes_named_inputs) {
    const taken = new Set(
      document.edges.filter((each) => endOf(each.to).node === id).map((each) => endOf(each.to).port),
    );
    const wish = endOf(from).node.replace(/[^A-Za-z0-9_]/g, "_");
    let name = wish;
    for (let number = 2; taken.has(name); number++) name = `${wish}_${number}`;
    return `${id}.${name}`;
  }
  const inputs = component?.inputs ?? [];
  const free = inputs.find(
    (port, at) =>
      !document.edges.some((each) => {
        const end = endOf(each.to);
        return end.node === id && (end.port ?? inputs[0]) === port && at >= 0;
      }),
  );
  return free === undefined || free === inputs[0] ? id : `${id}.${free}`;
}
