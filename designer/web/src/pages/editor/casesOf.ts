import { queryOptions } from "@tanstack/react-query";
import { api, call } from "~/api/client";
import type { RunAnswer } from "~/api/types";
import { endOf, type ScenarioDocument } from "./model";
import { useEdited } from "./store";

export function casesQuery(scenario: string) {
  return queryOptions({
    queryKey: ["cases", scenario],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/scenarios/{scenario}/tests", { params: { path: { scenario } }, signal })),
  });
}

/** Run all test cases over what is drawn now, saved or not. */
export function runCases(scenario: string) {
  const { document } = useEdited.getState();
  return call(
    api.POST("/api/v1/scenarios/{scenario}/tests/run", {
      params: { path: { scenario } },
      body: { document },
    }),
  );
}

/** A test case that holds now: events, and for every sink the rows that a run gave, errors included. */
export function caseFrom(
  document: ScenarioDocument,
  title: string,
  events: unknown[],
  run: RunAnswer,
): Record<string, unknown> {
  const expect: Record<string, unknown> = {};
  for (const node of document.nodes) {
    const isEnd = !document.edges.some((each) => endOf(each.from).node === node.id);
    const rows = run.rows.filter((each) => each.node === node.id).map((each) => each.row);
    const ran = run.nodes.find((each) => each.node === node.id);
    if (rows.length > 0 || (isEnd && ran && Object.keys(ran.outputs).length === 0 && ran.received === 0))
      expect[node.id] = rows;
  }
  const errors = run.nodes.flatMap((each) => each.failures.map(({ code }) => ({ node: each.node, code })));
  return { test: title, events, expect: errors.length > 0 ? { ...expect, errors } : expect };
}
