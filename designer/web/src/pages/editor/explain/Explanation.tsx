import { showPersonal, showValue } from "~/api/json";
import { explain as words } from "~/messages/editor/explain";
import { Loading } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import { useCatalogue } from "../catalogue";
import { iconOf } from "../describe";
import { sentence } from "../form/fields";
import { nameOf, nodeOf } from "../model";
import { useRunning } from "../running";
import { aimAt, useEdited } from "../store";
import type { Evaluated, ExplainedNode, Known } from "./explaining";
import { useExplained } from "./store";

/** Node by node: what stood there, what was asked, and what came of it. */
export default function ExplanationTab() {
  const explanation = useExplained((state) => state.explanation);
  const document = useEdited((state) => state.document);
  const columns = useRunning((state) => state.columns);
  const catalogue = useCatalogue();
  if (!explanation) return <Loading what={words.title} rows={4} />;
  const personal = new Set(
    Object.values(columns).flatMap((each) =>
      Object.entries(each).flatMap(([name, column]) => (column.pii ? [name] : [])),
    ),
  );
  if (explanation.nodes.length === 0) return <p className="drawer-empty">{words.noWay}</p>;
  return (
    <ol className="explained" tabIndex={0} aria-label={words.title}>
      {explanation.nodes.map((each, at) => {
        const node = nodeOf(document, each.node);
        const component = node && catalogue.get(node.component);
        return (
          <li key={each.node}>
            <span className={`tile cat-${component?.category ?? "logic"}`}>
              <Icon name={iconOf(component)} />
            </span>
            <div className="explained-node">
              <button type="button" className="link" onClick={() => aimAt(each.node, null)}>
                {node ? nameOf(node) : each.node}
              </button>
              {at === 0 && explanation.event && (
                <span className="t3 sm mono">{explanation.alert.event_id}</span>
              )}
              {at === 0 && <Event value={explanation.event?.value} personal={personal} />}
              {each.isRemembering && each.added.length > 0 && <p className="t3 sm">{words.remembering}</p>}
              <Facts of={each} personal={personal} />
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function Event({ value, personal }: { value: unknown; personal: ReadonlySet<string> }) {
  if (typeof value !== "object" || value === null) return null;
  return (
    <dl className="explained-facts">
      {Object.entries(value).map(([name, each]) => (
        <div key={name}>
          <dt className="mono">{name}</dt>
          <dd className="mono">{showPersonal(each, personal.has(name))}</dd>
        </div>
      ))}
    </dl>
  );
}

function Facts({ of, personal }: { of: ExplainedNode; personal: ReadonlySet<string> }) {
  if (of.texts.length === 0 && of.added.length === 0) return null;
  return (
    <dl className="explained-facts">
      {of.texts.map((each) => (
        <div key={each.path}>
          <dt>
            <span className="t3">{each.path}</span> <span className="mono">{each.text}</span>
          </dt>
          <dd>
            <Outcome of={each} />
          </dd>
        </div>
      ))}
      {of.added.map((each) => (
        <div key={`+${each.name}`}>
          <dt className="mono">{each.name}</dt>
          <dd>
            <Value known={each.known} isPersonal={personal.has(each.name)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Outcome({ of }: { of: Evaluated }) {
  if (of.missing.length > 0) return <span className="c-warn">{words.missing(of.missing.join(", "))}</span>;
  if (of.error !== undefined)
    return <span className="c-danger">{of.error ? sentence(of.error) : words.unreadable}</span>;
  if (of.isCondition)
    return (
      <span className={`badge ${of.value === true ? "ok" : "danger"}`}>
        <Icon name={of.value === true ? "tick" : "cross"} size={12} />
        {showValue(of.value).toUpperCase()}
      </span>
    );
  if (of.value === undefined) return words.hidden;
  return <span className="mono">{showPersonal(of.value, of.isPersonal)}</span>;
}

function Value({ known, isPersonal }: { known: Known | null; isPersonal: boolean }) {
  if (!known) return <span className="c-warn">{words.notKept}</span>;
  return (
    <>
      <b className="mono">{showPersonal(known.value, isPersonal)}</b>{" "}
      <span className="t3 sm">{words.origin[known.origin]}</span>
    </>
  );
}
