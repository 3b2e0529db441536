import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { messageOf } from "~/api/problem";
import type { CasesResult } from "~/api/types";
import { plural } from "~/messages";
import { Icon } from "~/ui/Icon";
import { toast, toastError } from "~/ui/toast";
import { Waiting } from "~/ui/Waiting";
import { caseFrom, casesQuery, runCases } from "./casesOf";
import { useRunning } from "./running";
import { useEdited, useView } from "./store";
import { TextEditor } from "./TextEditor";
import { fromYaml, toYaml } from "./yaml";

/** Test cases: pin the running sample as one, edit what is expected, run all, see what differs row by row. */
export default function Cases({ scenario }: { scenario: string }) {
  const queries = useQueryClient();
  const mayEdit = useView((state) => state.mayEdit);
  const sample = useRunning((state) => state.sample);
  const run = useRunning((state) => state.run);
  const [chosen, setChosen] = useState<number | null>(null);
  const params = { path: { scenario } };
  const cases = useQuery(casesQuery(scenario));
  const result = useQuery<CasesResult>({
    queryKey: ["case-results", scenario],
    enabled: false,
    queryFn: () => runCases(scenario),
  });
  const refresh = () => queries.invalidateQueries({ queryKey: ["cases", scenario] });

  const pin = useMutation({
    mutationFn: async () => {
      if (sample === null || !run) throw new Error("There is no run to pin.");
      const path = { scenario, sample };
      const found = await call(
        api.GET("/api/v1/scenarios/{scenario}/samples/{sample}", { params: { path } }),
      );
      const title = `${found.title}, ${plural(run.rows.length, "row")}`;
      const taken = new Set(cases.data?.cases.map((each) => each.title));
      let name = title;
      for (let number = 2; taken.has(name); number++) name = `${title} (${number})`;
      const document = caseFrom(useEdited.getState().document, name, found.events, run);
      return call(api.POST("/api/v1/scenarios/{scenario}/tests", { params, body: { document } }));
    },
    onSuccess: (made) => {
      void refresh();
      setChosen(made.number);
      toast("The run is a test case: the same events must give the same rows.");
    },
    onError: toastError,
  });
  const test = useMutation({
    mutationFn: () => runCases(scenario),
    onSuccess: (found) => queries.setQueryData(["case-results", scenario], found),
    onError: toastError,
  });
  const remove = useMutation({
    mutationFn: (number: number) =>
      call(
        api.DELETE("/api/v1/scenarios/{scenario}/tests/{case}", {
          params: { path: { scenario, case: number } },
        }),
      ),
    onSuccess: () => {
      setChosen(null);
      void refresh();
    },
    onError: toastError,
  });

  if (!cases.data) return <Waiting query={cases} what="the test cases" rows={3} />;
  const results = new Map(result.data?.cases.map((each) => [each.number, each]));
  const shown = chosen ?? cases.data.cases[0]?.number ?? null;
  const own = shown === null ? undefined : results.get(shown);
  return (
    <div className="follow-box">
      <div className="follow-list" style={{ width: 360 }}>
        <div className="row" style={{ padding: 8 }}>
          <button
            type="button"
            className="btn"
            disabled={test.isPending || cases.data.cases.length === 0}
            onClick={() => test.mutate()}
          >
            <Icon name="play" size={14} />
            {test.isPending ? "Running" : "Run all"}
          </button>
          {mayEdit && (
            <button
              type="button"
              className="btn"
              disabled={!run || run.nodes.length === 0 || pin.isPending}
              onClick={() => pin.mutate()}
              title="The events of the sample, and the rows that they give now"
            >
              <Icon name="pin" size={14} />
              Pin this run as a test
            </button>
          )}
        </div>
        {result.data?.problems.map((each) => (
          <p key={each.message} className="fault" style={{ padding: "0 8px" }}>
            {each.message}
          </p>
        ))}
        <ul tabIndex={0} aria-label="Test cases">
          {cases.data.cases.map((each) => {
            const found = results.get(each.number);
            return (
              <li key={each.number}>
                <button
                  type="button"
                  className="inset-focus version"
                  aria-pressed={each.number === shown}
                  onClick={() => setChosen(each.number)}
                >
                  {found ? (
                    <span
                      className={found.passed ? "c-ok" : "c-danger"}
                      role="img"
                      aria-label={found.passed ? "passed" : "failed"}
                    >
                      <Icon name={found.passed ? "tick" : "cross"} size={14} />
                    </span>
                  ) : (
                    <span className="t3">–</span>
                  )}
                  <span className="cut grow">{each.title}</span>
                </button>
              </li>
            );
          })}
        </ul>
        {cases.data.cases.length === 0 && (
          <p className="drawer-empty">
            No test case yet. Pin a run: its events must then always give the same rows.
          </p>
        )}
      </div>
      <div className="follow-steps" tabIndex={0} role="region" aria-label="The test case">
        {own && !own.passed && (
          <table className="differences">
            <thead>
              <tr>
                <th>Node</th>
                <th className="num">Row</th>
                <th>Field</th>
                <th>What differs</th>
              </tr>
            </thead>
            <tbody>
              {own.differences.map((each, at) => (
                <tr key={`${each.node} ${each.row} ${each.field} ${at}`}>
                  <td>{each.node}</td>
                  <td className="num">{each.row === null ? "" : each.row + 1}</td>
                  <td className="mono">{each.field}</td>
                  <td>{each.message}</td>
                </tr>
              ))}
              {own.problems.map((each) => (
                <tr key={each.message}>
                  <td colSpan={2}>{each.code}</td>
                  <td className="mono">{each.parameter}</td>
                  <td>{each.message}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {shown !== null && (
          <CaseText
            key={shown}
            scenario={scenario}
            number={shown}
            mayEdit={mayEdit}
            onRemove={() => remove.mutate(shown)}
          />
        )}
      </div>
    </div>
  );
}

/** One test case as YAML: its events, and the rows that are expected. */
function CaseText({
  scenario,
  number,
  mayEdit,
  onRemove,
}: {
  scenario: string;
  number: number;
  mayEdit: boolean;
  onRemove: () => void;
}) {
  const queries = useQueryClient();
  const params = { path: { scenario, case: number } };
  const found = useQuery({
    queryKey: ["cases", scenario, number],
    queryFn: ({ signal }) => call(api.GET("/api/v1/scenarios/{scenario}/tests/{case}", { params, signal })),
  });
  const [text, setText] = useState<string | null>(null);
  const change = useMutation({
    mutationFn: () =>
      call(
        api.PUT("/api/v1/scenarios/{scenario}/tests/{case}", {
          params,
          body: { document: fromYaml(text ?? "") as Record<string, unknown>, revision: found.data!.revision },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["cases", scenario] });
      setText(null);
    },
  });
  if (!found.data) return <Waiting query={found} what="the test case" rows={3} />;
  const made = toYaml(found.data.document);
  return (
    <div className="text-tab">
      <div className="text-bar">
        <b className="cut grow">{found.data.title}</b>
        {change.isError && <span className="c-danger sm">{messageOf(change.error)}</span>}
        {mayEdit && text !== null && text !== made && (
          <button
            type="button"
            className="btn small primary"
            disabled={change.isPending}
            onClick={() => change.mutate()}
          >
            Save
          </button>
        )}
        {mayEdit && (
          <button type="button" className="btn small ghost" onClick={onRemove}>
            <Icon name="trash" size={14} />
            Remove
          </button>
        )}
      </div>
      <TextEditor
        language="yaml"
        label="The test case as YAML"
        value={text ?? made}
        onChange={mayEdit ? setText : undefined}
      />
    </div>
  );
}
