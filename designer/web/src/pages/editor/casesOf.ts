import { queryOptions, useIsMutating, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, call } from "~/api/client";
import type { CasesResult, RunAnswer } from "~/api/types";
import { cases as words } from "~/messages/editor/cases";
import { counts } from "~/messages/editor/counts";
import { toast, toastError } from "~/ui/toast";
import { endOf, type ScenarioDocument } from "./model";
import { useRunning } from "./running";
import { useEdited, useView } from "./store";

export function casesQuery(scenario: string) {
  return queryOptions({
    queryKey: ["cases", scenario],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/scenarios/{scenario}/tests", { params: { path: { scenario } }, signal })),
  });
}

/** What the test cases gave when they were run last; undefined before. */
export function useCasesResult(scenario: string): CasesResult | undefined {
  return useQuery<CasesResult>({ queryKey: ["case-results", scenario], enabled: false }).data;
}

/** Run all test cases over what is drawn now, saved or not. Where one fails, they are shown. */
export function useTest(scenario: string) {
  const queries = useQueryClient();
  const { data } = useQuery(casesQuery(scenario));
  const total = data?.cases.length ?? 0;
  const mutationKey = ["test", scenario];
  const isTesting = useIsMutating({ mutationKey }) > 0;
  const { mutate } = useMutation({
    mutationKey,
    mutationFn: (_: { isSaid?: boolean }) =>
      call(
        api.POST("/api/v1/scenarios/{scenario}/tests/run", {
          params: { path: { scenario } },
          body: { document: useEdited.getState().document },
        }),
      ),
    onSuccess: (found, { isSaid }) => {
      queries.setQueryData(["case-results", scenario], found);
      if (!found.passed) useView.setState({ drawer: "tests" });
      else if (isSaid) toast(words.allPass(counts.testCases(found.cases.length)));
    },
    onError: toastError,
  });
  const test = useCallback(
    (options: { isSaid?: boolean } = {}) => {
      if (total === 0) useView.setState({ drawer: "tests" });
      else mutate(options);
    },
    [total, mutate],
  );
  return { test, isTesting, total };
}

/** Make a test case of the run that is shown: its events, and the rows that they give now. */
export function usePinRun(scenario: string) {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      const { sample, run } = useRunning.getState();
      if (sample === null || !run) throw new Error(words.noRun);
      const path = { scenario, sample };
      const [found, { cases }] = await Promise.all([
        call(api.GET("/api/v1/scenarios/{scenario}/samples/{sample}", { params: { path } })),
        queries.fetchQuery(casesQuery(scenario)),
      ]);
      const title = words.titled(found.title, run.rows.length);
      const taken = new Set(cases.map((each) => each.title));
      let name = title;
      for (let number = 2; taken.has(name); number++) name = words.numbered(title, number);
      const document = caseFrom(useEdited.getState().document, name, found.events, run);
      return call(
        api.POST("/api/v1/scenarios/{scenario}/tests", {
          params: { path: { scenario } },
          body: { document },
        }),
      );
    },
    onSuccess: () => {
      toast(words.pinned);
      return queries.invalidateQueries({ queryKey: ["cases", scenario] });
    },
    onError: toastError,
  });
  const pinRun = useCallback(
    (onPinned?: (number: number) => void) => {
      mutate(undefined, onPinned && { onSuccess: (made) => onPinned(made.number) });
    },
    [mutate],
  );
  return { pinRun, isPinning: isPending };
}

/** A test case that holds now: events, and for every sink the rows that a run gave, errors included. */
export function caseFrom(
  document: ScenarioDocument,
  title: string,
  events: unknown[],
  run: RunAnswer,
): Record<string, unknown> {
  const expect: Record<string, unknown> = {};
  // A case names the nodes inside a fragment, never the fragment as a whole.
  const calls = new Set(document.nodes.flatMap((each) => (each.component === "fragment" ? [each.id] : [])));
  for (const node of document.nodes) {
    if (calls.has(node.id)) continue;
    const isEnd = !document.edges.some((each) => endOf(each.from).node === node.id);
    const rows = run.rows.filter((each) => each.node === node.id).map((each) => each.row);
    const ran = run.nodes.find((each) => each.node === node.id);
    if (rows.length > 0 || (isEnd && ran && Object.keys(ran.outputs).length === 0 && ran.received === 0))
      expect[node.id] = rows;
  }
  const errors = run.nodes
    .filter((each) => !calls.has(each.node))
    .flatMap((each) => each.failures.map(({ code }) => ({ node: each.node, code })));
  return { test: title, events, expect: errors.length > 0 ? { ...expect, errors } : expect };
}
