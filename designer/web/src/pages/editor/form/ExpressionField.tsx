import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { api, call } from "~/api/client";
import { showPersonal, showValue } from "~/api/json";
import type { ScenarioProblem } from "~/api/types";
import { expression as words } from "~/messages/editor/form";
import { Icon } from "~/ui/Icon";
import type { Path } from "../model";
import { useView } from "../store";
import { useForm, useProblems } from "./context";
import { sentence } from "./fields";

const CodeEditor = lazy(() => import("./CodeEditor"));

interface Props {
  id: string;
  path: Path;
  value: string;
  expected?: string;
  isTemplate?: boolean;
  labelledBy: string;
}

/** Rows over which a value is calculated; the service takes no more. */
const MOST = 1_000;

/** An expression: highlighted, completed, checked by the service, with its value on the sample below. */
export function ExpressionField({ id, path, value, expected, isTemplate = false, labelledBy }: Props) {
  const { columns, rows, set, mayEdit, node } = useForm();
  const problems = useProblems(path);
  const event = useView((state) => state.event);
  const types = typesOf(columns);
  const row = rows.find((each) => each.event_id === event) ?? rows[0];
  const first = problems[0];
  return (
    <div className="expression">
      <Suspense fallback={<pre className="expr">{value || " "}</pre>}>
        <CodeEditor
          id={id}
          value={value}
          labelledBy={labelledBy}
          isReadOnly={!mayEdit}
          problems={problems}
          ask={{
            columns: types,
            personal: personalOf(columns),
            expected: expected ?? null,
            template: isTemplate,
            sample: row?.row ?? {},
          }}
          aim={`${node} ${path.join(".")}`}
          onChange={(text) => set(path, text)}
        />
      </Suspense>
      {first ? (
        <Fault
          problem={first}
          text={value}
          types={types}
          expected={expected}
          isTemplate={isTemplate}
          onFix={(text) => set(path, text)}
        />
      ) : (
        value.trim() !== "" && (
          <Live
            text={value}
            types={types}
            personal={personalOf(columns)}
            isTemplate={isTemplate}
            expected={expected}
            rows={rows}
            event={row?.event_id}
          />
        )
      )}
    </div>
  );
}

/** What is wrong, and a button for what mends it. */
function Fault(props: {
  problem: ScenarioProblem;
  text: string;
  types: Record<string, string>;
  expected?: string;
  isTemplate: boolean;
  onFix: (text: string) => void;
}) {
  const { problem, text, types, expected, isTemplate, onFix } = props;
  const { mayEdit } = useForm();
  const fixes = useQuery({
    queryKey: ["fixes", text, types, expected, isTemplate],
    queryFn: ({ signal }) =>
      call(
        api.POST("/api/v1/expressions/check", {
          body: { text, columns: types, expected: expected ?? null, template: isTemplate },
          signal,
        }),
      ),
    enabled: text.trim() !== "" && mayEdit,
    staleTime: 60_000,
  });
  const fix = fixes.data?.fixes[0];
  return (
    <div className={problem.severity === "error" ? "fault" : "fault c-warn"}>
      <Icon name={problem.severity === "error" ? "error" : "warning"} size={14} />
      <span className="grow">
        {sentence(problem.message)} {problem.hint ? sentence(problem.hint) : ""}
      </span>
      {fix && (
        <button
          type="button"
          className="btn small"
          title={sentence(fix.title)}
          onClick={() => onFix(applied(text, fix.edits))}
        >
          {words.fix}
        </button>
      )}
    </div>
  );
}

/** Type, the value for the followed event or the first one, and how often a condition holds. */
function Live(props: {
  text: string;
  types: Record<string, string>;
  personal: string[];
  expected?: string;
  isTemplate: boolean;
  rows: { event_id: string; row: Record<string, unknown> }[];
  event: string | undefined;
}) {
  const { text, types, personal, isTemplate, rows, event } = props;
  const asked = useLater(text, 250);
  const given = rows.slice(0, MOST);
  const at = Math.max(
    0,
    given.findIndex((each) => each.event_id === event),
  );
  const found = useQuery({
    queryKey: ["value", asked, types, personal, isTemplate, given[0]?.event_id, given.length],
    queryFn: ({ signal }) =>
      call(
        api.POST("/api/v1/expressions/evaluate", {
          body: {
            text: asked,
            columns: types,
            personal,
            template: isTemplate,
            rows: given.map((each) => each.row),
          },
          signal,
        }),
      ),
    enabled: given.length > 0 && asked.trim() !== "",
    staleTime: 60_000,
    retry: false,
  });
  if (given.length === 0) return null;
  if (!found.data || found.data.values.length === 0) return <div className="live" aria-hidden="true" />;
  const { values, type, pii } = found.data;
  const value = values[at];
  const isCondition = type?.startsWith("BOOLEAN");
  const held = isCondition ? values.filter((each) => each?.value === true).length : 0;
  const failed = values.filter((each) => each?.error).length;
  return (
    <div className={`live ${asked === text ? "" : "stale"}`} role="status">
      <Icon name="right" size={12} />
      {value?.error ? (
        <span className="c-danger">{sentence(value.error)}</span>
      ) : (
        <span className="val cut">
          {isCondition ? showValue(value?.value).toUpperCase() : showPersonal(value?.value, pii)}
        </span>
      )}
      <span className="ty">{isTemplate ? words.text : type?.replace(" NOT NULL", "")}</span>
      {isCondition && <span className="t3">{words.trueFor(held, values.length)}</span>}
      {failed > 0 && <span className="c-danger">{words.failsFor(failed)}</span>}
    </div>
  );
}

/** A value that follows with a delay. */
function useLater(value: string, delay: number): string {
  const [later, setLater] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return later;
}

function typesOf(columns: Record<string, { type: string }>): Record<string, string> {
  return Object.fromEntries(Object.entries(columns).map(([name, each]) => [name, each.type]));
}

function personalOf(columns: Record<string, { pii: boolean }>): string[] {
  return Object.entries(columns).flatMap(([name, each]) => (each.pii ? [name] : []));
}

/** A text with edits applied, the last place first. */
export function applied(text: string, edits: readonly { from: number; to: number; text: string }[]): string {
  return [...edits]
    .sort((one, other) => other.from - one.from)
    .reduce((made, each) => made.slice(0, each.from) + each.text + made.slice(each.to), text);
}
