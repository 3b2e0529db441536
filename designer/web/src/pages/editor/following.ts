/** The way of one event through the nodes. */
import { useMemo } from "react";
import type { RunNode } from "~/api/types";
import { following } from "~/messages/editor/following";
import { endOf, inOrder, nameOf, type ScenarioDocument } from "./model";
import { useRunning } from "./running";
import { useEdited, useView } from "./store";

export interface Step {
  node: string;
  /** The output through which it left; null where it ended here. */
  port: string | null;
  row: Record<string, unknown> | null;
  /** Why it ended here, in words; null where it went on. */
  end: string | null;
}

/** The nodes that an event met, in order. */
export function stepsOf(document: ScenarioDocument, nodes: Record<string, RunNode>, event: string): Step[] {
  const reached = new Set<string>();
  const steps: Step[] = [];
  for (const node of inOrder(document)) {
    const isSource = !document.edges.some((each) => endOf(each.to).node === node.id);
    const ran = nodes[node.id];
    if (!ran) continue;
    const left = Object.entries(ran.outputs).flatMap(([port, output]) => {
      const row = output.rows.find((each) => each.event_id === event);
      return row ? [{ port, row: row.row }] : [];
    });
    const failure = ran.failures.find((each) => each.event_id === event);
    if (left.length === 0 && !failure && !reached.has(node.id)) continue;
    if (failure) {
      steps.push({ node: node.id, port: null, row: null, end: failure.message });
      continue;
    }
    if (left.length === 0) {
      if (!isSource)
        steps.push({
          node: node.id,
          port: null,
          row: null,
          end: ran.written > 0 || Object.keys(ran.outputs).length === 0 ? null : following.stopped,
        });
      continue;
    }
    for (const { port, row } of left) {
      const onward = document.edges.filter((each) => {
        const end = endOf(each.from);
        return end.node === node.id && (end.port ?? Object.keys(ran.outputs)[0]) === port;
      });
      for (const each of onward) reached.add(endOf(each.to).node);
      const several = Object.keys(ran.outputs).length > 1;
      const end = onward.length === 0 ? (several ? following.leftBy(port) : following.nothingAfter) : null;
      steps.push({ node: node.id, port, row, end });
    }
  }
  return steps;
}

/** The steps of the event that is followed; empty when none is. */
export function useSteps(): Step[] {
  const event = useView((state) => state.event);
  const nodes = useRunning((state) => state.nodes);
  const document = useEdited((state) => state.document);
  return useMemo(() => (event ? stepsOf(document, nodes, event) : []), [event, nodes, document]);
}

/** Where an event ended, in one line. */
export function outcomeOf(document: ScenarioDocument, steps: Step[]): string {
  const last = steps.at(-1);
  if (!last) return following.notInRun;
  const name = nameOf(
    document.nodes.find((each) => each.id === last.node) ?? { id: last.node, component: "" },
  );
  return last.end === null ? following.reached(name) : following.stoppedAt(name);
}

/** Events of the run in the order in which they came in. */
export function eventsOf(nodes: Record<string, RunNode>, document: ScenarioDocument): string[] {
  const found = new Set<string>();
  for (const node of document.nodes) {
    if (document.edges.some((each) => endOf(each.to).node === node.id)) continue;
    for (const output of Object.values(nodes[node.id]?.outputs ?? {}))
      for (const row of output.rows) found.add(row.event_id);
  }
  return [...found];
}
