import { lazy, Suspense, useState } from "react";
import { api, call } from "~/api/client";
import { showValue } from "~/api/json";
import type { ScenarioProblem } from "~/api/types";
import { messages, showNumber } from "~/messages";
import { counts } from "~/messages/editor/counts";
import { drawer, problems as words } from "~/messages/editor/drawer";
import { following } from "~/messages/editor/following";
import { keys } from "~/messages/editor/keys";
import { Loading } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import { toastError } from "~/ui/toast";
import { useCatalogue } from "./catalogue";
import { iconOf } from "./describe";
import { EXPLAINED_TAB, LIVE_TAB, TABS } from "./drawerTabs";
import { useExplained } from "./explain/store";
import { eventsOf, outcomeOf, stepsOf } from "./following";
import { applied } from "./form/ExpressionField";
import { sentence } from "./form/fields";
import { useLive } from "./live/store";
import { getAt, nameOf, nodeOf, setParameter } from "./model";
import { useRunning } from "./running";
import { aimAt, edit, useEdited, useView } from "./store";

const Cases = lazy(() => import("./Cases"));
const Sql = lazy(() => import("./Sql"));
const Yaml = lazy(() => import("./Yaml"));
const Versions = lazy(() => import("./Versions"));
const ExplanationTab = lazy(() => import("./explain/Explanation"));
const Activity = lazy(() => import("./Activity"));
const Charts = lazy(() => import("./live/Charts"));

/** What stands below the graph. Folded, it is one line. */
export function Drawer({ scenario }: { scenario: string }) {
  const isLive = useLive((state) => state.isOn);
  const isExplained = useExplained((state) => state.explanation !== null);
  const asked = useView((state) => state.drawer);
  const tabs = [...(isExplained ? [EXPLAINED_TAB] : []), ...(isLive ? [LIVE_TAB] : []), ...TABS];
  const tab = tabs.some(([id]) => id === asked) ? asked : null;
  const problems = useRunning((state) => state.problems);
  const errors = problems.filter((each) => each.severity === "error").length;
  return (
    <section className={`drawer ${tab ? "" : "folded"}`} aria-label={drawer.drawer}>
      <div className="tabs">
        <div className="tabs-list" role="tablist" aria-label={drawer.belowGraph}>
          {tabs.map(([id, title]) => (
            <button
              key={id}
              type="button"
              role="tab"
              className="inset-focus"
              aria-selected={tab === id}
              onClick={() => useView.setState({ drawer: tab === id ? null : id })}
            >
              {title}
              {id === "problems" && problems.length > 0 && (
                <span className={`count ${errors > 0 ? "danger" : "warn"}`}>{problems.length}</span>
              )}
            </button>
          ))}
        </div>
        <span className="grow" />
        {problems.length > 0 && (
          <span className="xs t3 row row-4 wide-only">
            <kbd>{keys.nextProblem}</kbd> {drawer.nextProblem}
          </span>
        )}
        <button
          type="button"
          className="inset-focus"
          aria-label={tab ? drawer.fold : drawer.open}
          aria-expanded={tab !== null}
          onClick={() => useView.setState({ drawer: tab ? null : isLive ? "measures" : "problems" })}
        >
          <Icon name={tab ? "down" : "up"} size={14} />
        </button>
      </div>
      {tab && (
        <div className="drawer-body" role="tabpanel" aria-label={tabs.find(([id]) => id === tab)?.[1]}>
          <Suspense fallback={<Loading what={drawer.it} rows={3} />}>
            {tab === "explanation" && <ExplanationTab />}
            {tab === "measures" && <Charts scenario={scenario} />}
            {tab === "sample" && <SampleRows />}
            {tab === "problems" && <Problems />}
            {tab === "tests" && <Cases scenario={scenario} />}
            {tab === "sql" && <Sql scenario={scenario} />}
            {tab === "yaml" && <Yaml scenario={scenario} />}
            {tab === "versions" && <Versions scenario={scenario} />}
            {tab === "activity" && <Activity scenario={scenario} />}
          </Suspense>
        </div>
      )}
    </section>
  );
}

function Problems() {
  const problems = useRunning((state) => state.problems);
  const isChecked = useRunning((state) => state.isChecked);
  const document = useEdited((state) => state.document);
  const mayEdit = useView((state) => state.mayEdit);
  const catalogue = useCatalogue();
  if (!isChecked) return <p className="drawer-empty">{words.checking}</p>;
  if (problems.length === 0) {
    return (
      <p className="drawer-empty">
        <span className="c-ok">
          <Icon name="tick" />
        </span>
        {words.nothingWrong}
      </p>
    );
  }
  return problems.map((each, at) => {
    const node = each.node ? nodeOf(document, each.node) : undefined;
    const component = node && catalogue.get(node.component);
    return (
      <div className="problem" key={`${each.code} ${each.node} ${each.parameter} ${at}`}>
        <span className={`sev ${each.severity === "error" ? "c-danger" : "c-warn"}`}>
          <Icon name={each.severity === "error" ? "error" : "warning"} size={14} />
          {each.severity === "error" ? words.error : words.warning}
        </span>
        <span className="row" style={{ minWidth: 0 }}>
          {node && (
            <>
              <span className={`tile cat-${component?.category ?? "logic"}`}>
                <Icon name={iconOf(component)} />
              </span>
              <b className="cut">{nameOf(node)}</b>
            </>
          )}
        </span>
        <span className="mono t2 cut">{each.parameter ?? ""}</span>
        <span className="cut" title={each.hint ?? undefined}>
          {sentence(each.message)} {each.hint ? sentence(each.hint) : ""}
        </span>
        <span className="row">
          {mayEdit && each.node && each.parameter && each.from !== null && (
            <button type="button" className="link" onClick={() => void fix(each)}>
              {words.fix}
            </button>
          )}
          {each.node && (
            <button type="button" className="link" onClick={() => aimAt(each.node!, each.parameter)}>
              {words.goTo}
            </button>
          )}
        </span>
      </div>
    );
  });
}

/** Apply the first fix that the service knows, or go to the place where there is none. */
async function fix(problem: ScenarioProblem): Promise<void> {
  const { document } = useEdited.getState();
  const node = nodeOf(document, problem.node ?? "");
  const path = (problem.parameter ?? "").split(".").map((each) => (/^\d+$/.test(each) ? Number(each) : each));
  const text = getAt(node?.parameters, path);
  if (!node || typeof text !== "string") return aimAt(problem.node ?? "", problem.parameter);
  const before = document.edges.find((each) => each.to.split(".")[0] === node.id);
  const known = useRunning.getState().columns;
  const from = before?.from.split(".") ?? [];
  const columns = known[`${from[0]}.${from[1] ?? useRunning.getState().ports[from[0] ?? ""]?.[0]}`] ?? {};
  const types = Object.fromEntries(Object.entries(columns).map(([name, each]) => [name, each.type]));
  try {
    const found = await call(
      api.POST("/api/v1/expressions/check", { body: { text, columns: types, template: false } }),
    );
    const first = found.fixes[0];
    if (!first) return aimAt(node.id, problem.parameter);
    edit(first.title, (old) => setParameter(old, node.id, path, applied(text, first.edits)));
  } catch (error) {
    toastError(error);
  }
}

/** Events of the sample, and the way of the one that is followed. */
function SampleRows() {
  const nodes = useRunning((state) => state.nodes);
  const document = useEdited((state) => state.document);
  const event = useView((state) => state.event);
  const [only, setOnly] = useState("");
  const events = eventsOf(nodes, document);
  const steps = event ? stepsOf(document, nodes, event) : [];
  if (events.length === 0) return <p className="drawer-empty">{following.noRun}</p>;
  const shown = events.filter((each) => each.includes(only)).slice(0, 200);
  return (
    <div className="follow-box">
      <div className="follow-list">
        <label className="search" style={{ margin: 8 }}>
          <Icon name="search" size={14} />
          <input
            value={only}
            placeholder={following.events(showNumber(events.length))}
            aria-label={following.findEvent}
            onChange={(change) => setOnly(change.target.value)}
          />
        </label>
        <ul tabIndex={0} aria-label={messages.common.events}>
          {shown.map((each) => (
            <li key={each}>
              <button
                type="button"
                className="inset-focus mono"
                aria-pressed={each === event}
                onClick={() => useView.setState({ event: each === event ? null : each })}
              >
                {each}
              </button>
            </li>
          ))}
        </ul>
      </div>
      <div className="follow-steps" tabIndex={0} role="region" aria-label={following.itsWay}>
        {!event && <p className="drawer-empty">{following.chooseEvent}</p>}
        {event && (
          <>
            <h3 style={{ padding: "8px 0" }}>
              <span className="mono">{event}</span> {outcomeOf(document, steps)}{" "}
              {following.after(counts.nodes(steps.length))}
            </h3>
            <ol>
              {steps.map((each) => (
                <li key={`${each.node}.${each.port}`}>
                  <button type="button" className="link" onClick={() => aimAt(each.node, null)}>
                    {nameOf(nodeOf(document, each.node)!)}
                  </button>
                  <span className="t3">
                    {each.port && each.port !== "out" ? following.by(each.port) : ""}
                  </span>
                  <span className="mono cut t2">
                    {each.row
                      ? Object.entries(each.row)
                          .map(([name, value]) => `${name} ${showValue(value)}`)
                          .join(", ")
                      : ""}
                  </span>
                  <span className={each.end ? "c-warn" : "c-ok"}>{each.end ?? following.wentOn}</span>
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
    </div>
  );
}
