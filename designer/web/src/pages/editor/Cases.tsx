import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { messageOf } from "~/api/problem";
import { messages } from "~/messages";
import { cases as words } from "~/messages/editor/cases";
import { Icon } from "~/ui/Icon";
import { toastError } from "~/ui/toast";
import { Waiting } from "~/ui/Waiting";
import { casesQuery, useCasesResult, usePinRun, useTest } from "./casesOf";
import { useRunning } from "./running";
import { useView } from "./store";
import { TextEditor } from "./TextEditor";
import { fromYaml, toYaml } from "./yaml";

/** Test cases: pin the running sample as one, edit what is expected, run all, see what differs row by row. */
export default function Cases({ scenario }: { scenario: string }) {
  const queries = useQueryClient();
  const mayEdit = useView((state) => state.mayEdit);
  const run = useRunning((state) => state.run);
  const [chosen, setChosen] = useState<number | null>(null);
  const found = useQuery(casesQuery(scenario));
  const result = useCasesResult(scenario);
  const { test, isTesting } = useTest(scenario);
  const { pinRun, isPinning } = usePinRun(scenario);
  const refresh = () => queries.invalidateQueries({ queryKey: ["cases", scenario] });

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

  if (!found.data) return <Waiting query={found} what={words.theTestCases} rows={3} />;
  const { cases } = found.data;
  const results = new Map(result?.cases.map((each) => [each.number, each]));
  const shown = chosen ?? cases[0]?.number ?? null;
  const own = shown === null ? undefined : results.get(shown);
  return (
    <div className="follow-box">
      <div className="follow-list" style={{ width: 360 }}>
        <div className="row" style={{ padding: 8 }}>
          <button
            type="button"
            className="btn"
            disabled={isTesting || cases.length === 0}
            onClick={() => test()}
          >
            <Icon name="play" size={14} />
            {isTesting ? words.running : words.runAll}
          </button>
          {mayEdit && (
            <button
              type="button"
              className="btn"
              disabled={!run || run.nodes.length === 0 || isPinning}
              onClick={() => pinRun(setChosen)}
              title={words.whatIsPinned}
            >
              <Icon name="pin" size={14} />
              {words.pin}
            </button>
          )}
        </div>
        {result?.problems.map((each) => (
          <p key={each.message} className="fault" style={{ padding: "0 8px" }}>
            {each.message}
          </p>
        ))}
        <ul tabIndex={0} aria-label={words.testCases}>
          {cases.map((each) => {
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
                      aria-label={found.passed ? words.passed : words.failed}
                    >
                      <Icon name={found.passed ? "tick" : "cross"} size={14} />
                    </span>
                  ) : (
                    <span className="t3">{words.notRun}</span>
                  )}
                  <span className="cut grow">{each.title}</span>
                </button>
              </li>
            );
          })}
        </ul>
        {cases.length === 0 && <p className="drawer-empty">{words.noneYet}</p>}
      </div>
      <div className="follow-steps" tabIndex={0} role="region" aria-label={words.testCase}>
        {own && !own.passed && (
          <table className="differences">
            <thead>
              <tr>
                <th>{words.node}</th>
                <th className="num">{words.row}</th>
                <th>{words.field}</th>
                <th>{words.whatDiffers}</th>
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
  if (!found.data) return <Waiting query={found} what={words.theTestCase} rows={3} />;
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
            {messages.common.save}
          </button>
        )}
        {mayEdit && (
          <button type="button" className="btn small ghost" onClick={onRemove}>
            <Icon name="trash" size={14} />
            {messages.common.remove}
          </button>
        )}
      </div>
      <TextEditor
        language="yaml"
        label={words.asYaml}
        value={text ?? made}
        onChange={mayEdit ? setText : undefined}
      />
    </div>
  );
}
