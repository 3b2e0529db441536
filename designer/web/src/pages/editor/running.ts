/** Checks and runs the document after each edit: problems, types, counts, rows. Nothing of it is ever older than it says. */
import { create } from "zustand";
import { api, call } from "~/api/client";
import { whenBack } from "~/api/connection";
import { isPassing, messageOf } from "~/api/problem";
import type { ContextAnswer, RunAnswer, RunNode, ScenarioProblem } from "~/api/types";
import type { ScenarioDocument } from "./model";
import { useEdited } from "./store";

/** After the last edit, in milliseconds. */
const PAUSE = 250;
const ROWS = 2_000;

type Columns = ContextAnswer["columns"];

interface Running {
  problems: ScenarioProblem[];
  /** How often a check was asked for although the document is as before. */
  asked: number;
  /** Whether a check has answered at all. */
  isChecked: boolean;
  /** Columns of an output, by `node.port`. */
  columns: Record<string, Columns>;
  /** Ports of a node, in their order, as far as they are known. */
  ports: Record<string, string[]>;
  nodes: Record<string, RunNode>;
  run: RunAnswer | null;
  /** The sample that runs; null when there is none. */
  sample: number | null;
  /** Whether what is shown belongs to an older document. */
  isStale: boolean;
  /** Whether the problems belong to an older document; a run takes longer than a check. */
  isUnchecked: boolean;
  isWorking: boolean;
  /** Why there is no run: in words. */
  fault: string | null;
}

const EMPTY: Running = {
  problems: [],
  isChecked: false,
  asked: 0,
  columns: {},
  ports: {},
  nodes: {},
  run: null,
  sample: null,
  isStale: false,
  isUnchecked: false,
  isWorking: false,
  fault: null,
};

export const useRunning = create<Running>(() => EMPTY);

/** Check and run once more: something that the document refers to has changed. */
export function checkAgain(): void {
  useRunning.setState((state) => ({ asked: state.asked + 1 }));
}

/** Keep checking and running until it is told to stop. */
export function keepRunning(scenario: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: AbortController | undefined;
  useRunning.setState({ ...EMPTY });

  function soon(pause = PAUSE) {
    clearTimeout(timer);
    current?.abort();
    useRunning.setState({ isStale: true, isUnchecked: true });
    timer = setTimeout(() => void now(), pause);
  }

  async function now() {
    const { document } = useEdited.getState();
    const { sample } = useRunning.getState();
    current = new AbortController();
    const { signal } = current;
    useRunning.setState({ isWorking: true });
    try {
      await Promise.all([check(scenario, document, signal), run(scenario, document, sample, signal)]);
      if (!signal.aborted) useRunning.setState({ isStale: false });
    } catch (error) {
      if (signal.aborted) return;
      // What passes is tried again when the service is back; `isStale` stays until then.
      if (!isPassing(error))
        useRunning.setState({ fault: messageOf(error), nodes: {}, run: null, isUnchecked: false });
    } finally {
      if (!signal.aborted) useRunning.setState({ isWorking: false });
    }
  }

  const stops = [
    useEdited.subscribe((state, before) => {
      if (state.document !== before.document && !isMoved(before.document, state.document)) soon();
    }),
    useRunning.subscribe((state, before) => {
      if (state.sample !== before.sample || state.asked !== before.asked) soon(0);
    }),
    whenBack(() => soon(0)),
  ];
  soon(0);
  return () => {
    clearTimeout(timer);
    current?.abort();
    for (const stop of stops) stop();
  };
}

/** Whether two documents differ in their layout only, which means nothing to a run. */
function isMoved(before: ScenarioDocument, after: ScenarioDocument): boolean {
  return (
    before.nodes === after.nodes && before.edges === after.edges && before.properties === after.properties
  );
}

async function check(scenario: string, document: ScenarioDocument, signal: AbortSignal): Promise<void> {
  const params = { path: { scenario } };
  const found = await call(
    api.POST("/api/v1/scenarios/{scenario}/check", { params, body: { document }, signal }),
  );
  const columns: Record<string, Columns> = {};
  const ports: Record<string, string[]> = {};
  for (const each of found.contexts) {
    columns[`${each.node}.${each.port}`] = each.columns;
    const known = ports[each.node] ?? [];
    ports[each.node] = known;
    if (each.port !== "error") known.push(each.port);
  }
  useRunning.setState((state) => ({
    problems: found.problems,
    isChecked: true,
    isUnchecked: false,
    columns,
    ports: Object.fromEntries(
      Object.entries(ports).map(([node, list]) => {
        const old = state.ports[node];
        return [node, old && old.join() === list.join() ? old : list];
      }),
    ),
  }));
}

async function run(
  scenario: string,
  document: ScenarioDocument,
  sample: number | null,
  signal: AbortSignal,
): Promise<void> {
  if (sample === null) {
    useRunning.setState({ run: null, nodes: {}, fault: null });
    return;
  }
  const found = await call(
    api.POST("/api/v1/scenarios/{scenario}/run", {
      params: { path: { scenario } },
      body: { document, sample, rows: ROWS, environment: "sandbox" },
      signal,
    }),
  );
  const nodes: Record<string, RunNode> = {};
  for (const each of found.nodes) nodes[each.node] = each;
  useRunning.setState({ run: found, nodes, fault: found.fault });
}
