/** What the service knows of a scenario in an environment: asked again and again while the running view is open. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { api, call } from "~/api/client";
import { withPlainNumbers } from "~/api/json";
import type { components } from "~/api/schema";
import { live } from "~/messages/editor/live";
import { versions } from "~/messages/editor/versions";
import type { Deployment } from "~/ui/DeploymentState";
import { useDraft } from "../draft";
import { type Flows, meanRates, perSecond, ratesAt } from "./figures";
import { pauseOf, rangeOf, type Span } from "./ranges";
import { useLive } from "./store";

export type Measures = components["schemas"]["MetricsAnswer"];
type Counts = components["schemas"]["CountsAnswer"];

const NOW = 60_000;
const OFTEN = 5_000;

const iso = (at: number) => new Date(at).toISOString();

/** While another range loads, the one before stays: nothing flickers. Another scenario's or environment's would be wrong. */
function sameIn(scenario: string, environment: string) {
  return <Data>(before: Data | undefined, query: { queryKey: readonly unknown[] } | undefined) =>
    query?.queryKey[1] === scenario && query.queryKey[2] === environment ? before : undefined;
}

/** What runs, or should. */
export function useDeployment(scenario: string, environment: string, pause = OFTEN) {
  return useQuery({
    queryKey: ["deployments", environment, scenario],
    queryFn: async ({ signal }): Promise<Deployment | null> => {
      const query = { environment, scenario };
      const found = await call(api.GET("/api/v1/deployments", { params: { query }, signal }));
      return found.deployments[0] ?? null;
    },
    refetchInterval: pause,
  });
}

/** Measures over the range that is looked at, for the charts. */
export function useMeasures(scenario: string, environment: string) {
  const range = useLive((state) => state.range);
  const span = useLive((state) => state.span);
  const { length } = rangeOf(range);
  return useQuery({
    queryKey: ["measures", scenario, environment, span ?? range],
    queryFn: ({ signal }) => measures(scenario, environment, span ?? lastOf(length), undefined, signal),
    refetchInterval: span ? false : pauseOf(length),
    placeholderData: sameIn(scenario, environment),
    structuralSharing: false,
    retry: 1,
  });
}

/** Measures of the last minute. */
export function useRecent(scenario: string, environment: string) {
  return useQuery({
    queryKey: ["measures-now", scenario, environment],
    queryFn: ({ signal }) => measures(scenario, environment, lastOf(NOW), 10, signal),
    refetchInterval: OFTEN,
    structuralSharing: false,
    retry: 1,
  });
}

/** What went through each node in the range that is looked at. */
export function useCounts(scenario: string, environment: string) {
  const range = useLive((state) => state.range);
  const span = useLive((state) => state.span);
  const { length } = rangeOf(range);
  return useQuery({
    queryKey: ["counts", scenario, environment, span ?? range],
    queryFn: async ({ signal }) => {
      const { since, until } = span ?? lastOf(length);
      const query = { environment, since: iso(since), ...(span ? { until: iso(until) } : {}) };
      const params = { path: { scenario }, query };
      return withPlainNumbers(
        await call(api.GET("/api/v1/scenarios/{scenario}/metrics/counts", { params, signal })),
      );
    },
    refetchInterval: span ? false : pauseOf(length),
    placeholderData: sameIn(scenario, environment),
    structuralSharing: false,
    retry: 1,
  });
}

/** When it was changed: the vertical marks of the charts. */
export function useMarks(scenario: string, environment: string) {
  const found = useQuery({
    queryKey: ["changes", scenario, environment, "marks"],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/scenarios/{scenario}/deployments", {
          params: { path: { scenario }, query: { environment, limit: 50 } },
          signal,
        }),
      ),
    refetchInterval: 30_000,
  });
  return useMemo(
    () =>
      (found.data?.changes ?? []).flatMap((each) =>
        each.state === "done" && each.finished_at
          ? [
              {
                at: Date.parse(each.finished_at),
                text:
                  each.kind === "stop"
                    ? live.charts.stop
                    : each.version === null
                      ? each.kind
                      : versions.short(each.version),
              },
            ]
          : [],
      ),
    [found.data],
  );
}

/** How many alerts it has raised in the range. */
export function useAlertCount(scenario: string, environment: string) {
  const range = useLive((state) => state.range);
  const span = useLive((state) => state.span);
  const { length } = rangeOf(range);
  const found = useQuery({
    queryKey: ["alert-count", scenario, environment, span ?? range],
    queryFn: ({ signal }) => {
      const { since, until } = span ?? lastOf(length);
      const query = {
        environment: [environment],
        scenario: [scenario],
        since: iso(since),
        ...(span ? { until: iso(until) } : {}),
        limit: 1,
      };
      return call(api.GET("/api/v1/alerts", { params: { query }, signal }));
    },
    refetchInterval: span ? false : pauseOf(length),
  });
  return found.data?.total ?? null;
}

/** How the version that runs differs from the draft. */
export function useDifference(scenario: string, version: number | null, isDrawn: boolean) {
  const revision = useDraft((state) => state.revision);
  const found = useQuery({
    queryKey: ["compare", scenario, version, revision],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/scenarios/{scenario}/compare", {
          params: { path: { scenario }, query: { before: String(version), after: "draft" } },
          signal,
        }),
      ),
    enabled: version !== null && !isDrawn,
  });
  return found.data;
}

/** Puts what was counted where nodes and connections find it. */
export function useFlows(
  counts: Counts | undefined,
  recent: Measures | undefined,
  measures: Measures | undefined,
): void {
  const span = useLive((state) => state.span);
  const cursor = useLive((state) => state.cursor);
  useEffect(() => {
    const known: Flows | null = counts && counts.covered_seconds > 0 ? counts.nodes : null;
    useLive.setState({ counts: known, rates: ratesOf(known, counts, recent, measures, span, cursor) });
  }, [counts, recent, measures, span, cursor]);
}

function ratesOf(
  known: Flows | null,
  counts: Counts | undefined,
  recent: Measures | undefined,
  measures: Measures | undefined,
  span: Span | null,
  cursor: number | null,
): Flows | null {
  if (cursor !== null && measures) {
    const step = measures.step_seconds * 1000;
    return ratesAt(measures.nodes, Math.floor((cursor - Date.parse(measures.since)) / step));
  }
  if (span) return known && counts ? perSecond(known, counts.covered_seconds) : null;
  return recent ? meanRates(recent.nodes) : null;
}

function lastOf(length: number): Span {
  const until = Date.now();
  return { since: until - length, until };
}

async function measures(
  scenario: string,
  environment: string,
  { since, until }: Span,
  step: number | undefined,
  signal: AbortSignal,
): Promise<Measures> {
  const query = { environment, since: iso(since), until: iso(until), ...(step ? { step } : {}) };
  return withPlainNumbers(
    await call(
      api.GET("/api/v1/scenarios/{scenario}/metrics", { params: { path: { scenario }, query }, signal }),
    ),
  );
}
