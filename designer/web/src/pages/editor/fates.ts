/** What a deployment of the draft would do with the state of each node: asked when the draft is checked, never per key. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { create } from "zustand";
import { api, call } from "~/api/client";
import type { components } from "~/api/schema";
import { useFrame } from "~/frame/state";
import { useDeployment } from "./live/observe";
import type { ScenarioDocument } from "./model";
import { useRunning } from "./running";
import { useEdited } from "./store";

type Verdict = NonNullable<components["schemas"]["VerdictsAnswer"]["state"]>[number];

export interface Fate {
  fate: string;
  reason: string;
}

interface Fates {
  environment: string;
  /** Of the draft's nodes that keep something. */
  nodes: Readonly<Record<string, Fate>>;
  /** Nodes that are gone, and whose state goes. */
  dropped: readonly string[];
}

const NOTHING: Fates = { environment: "", nodes: {}, dropped: [] };

export const useFates = create<Fates>(() => NOTHING);

/** Between a node that calls a fragment and a node in it. */
const INSIDE = "--";
const WORST = ["kept", "new", "reset", "dropped"];

/**
 * Verdicts by node of the draft. The nodes of a fragment count as the node that calls it, the worst one first; a source
 * is told only where it begins elsewhere.
 */
export function fatesOf(
  verdicts: readonly Verdict[],
  drawn: ReadonlySet<string>,
): Omit<Fates, "environment"> {
  const nodes: Record<string, Fate> = {};
  const dropped: string[] = [];
  for (const { node, kind, fate, reason } of verdicts) {
    if (kind === "source" && fate !== "reset") continue;
    const caller = [...drawn].find((each) => node === each || node.startsWith(each + INSIDE));
    if (caller === undefined) {
      dropped.push(node);
      continue;
    }
    const inner = caller === node ? "" : `${node.slice(caller.length + INSIDE.length)}: `;
    const before = nodes[caller];
    if (!before || WORST.indexOf(fate) > WORST.indexOf(before.fate))
      nodes[caller] = { fate, reason: reason && `${inner}${reason}` };
  }
  return { nodes, dropped };
}

const numbers = new WeakMap<object, number>();
let last = 0;

/** A number that is the same as long as the document means the same: moving a node asks nothing. */
function meaningOf({ nodes, edges, properties }: ScenarioDocument): string {
  return [nodes, edges, properties]
    .map((each) => {
      if (typeof each !== "object" || each === null) return "";
      if (!numbers.has(each)) numbers.set(each, ++last);
      return numbers.get(each);
    })
    .join(" ");
}

/** Keeps the verdicts fresh while a draft is edited, where something of it is deployed. */
export function WatchFates({ scenario }: { scenario: string }) {
  const environment = useFrame((state) => state.environment);
  const deployed = useDeployment(scenario, environment, 30_000).data;
  const document = useEdited((state) => state.document);
  const isChecked = useRunning(
    (state) => !state.isStale && state.isChecked && state.problems.every((each) => each.severity !== "error"),
  );
  const meaning = meaningOf(document);
  const found = useQuery({
    queryKey: ["fates", scenario, environment, deployed?.hash, deployed?.deployed_at, meaning],
    queryFn: ({ signal }) =>
      call(
        api.POST("/api/v1/scenarios/{scenario}/deployments/verdicts", {
          params: { path: { scenario } },
          body: { environment, document: useEdited.getState().document },
          signal,
        }),
      ),
    enabled: deployed !== null && deployed !== undefined && isChecked,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  const verdicts = found.data?.state;
  useEffect(() => {
    const { nodes } = useEdited.getState().document;
    if (verdicts)
      useFates.setState({ environment, ...fatesOf(verdicts, new Set(nodes.map((each) => each.id))) });
    // While it is asked again, what was said stays, pale like the counts; an error or no deployment ends it.
    else if (deployed === null || found.isError) useFates.setState(NOTHING);
  }, [verdicts, environment, deployed, found.isError]);
  useEffect(() => () => useFates.setState(NOTHING), []);
  return null;
}
