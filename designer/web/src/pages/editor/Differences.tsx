import { showValue } from "~/api/json";
import type { Difference } from "~/api/types";

/** What changed between two documents, in words. */
export function Differences({ found }: { found: Difference }) {
  if (found.is_empty) return <p className="t3">Nothing differs.</p>;
  const edges = Object.entries(found.edges).flatMap(([kind, list]) => list.map((each) => ({ kind, each })));
  return (
    <ul className="diff">
      {found.nodes.map((node) => (
        <li key={node.node}>
          <Mark kind={node.kind} />
          <div>
            <b>{node.node}</b> {node.component && <span className="t3">{node.component}</span>} {node.kind}
            {node.fields.map((field) => (
              <Field key={field.path} {...field} />
            ))}
          </div>
        </li>
      ))}
      {edges.map(({ kind, each }) => (
        <li key={`${kind} ${each.from} ${each.to}`}>
          <Mark kind={kind} />
          <span>
            connection from <b>{each.from}</b> to <b>{each.to}</b> {kind}
          </span>
        </li>
      ))}
      {found.fields.map((field) => (
        <li key={field.path}>
          <Mark kind={field.kind} />
          <div>
            <Field {...field} />
          </div>
        </li>
      ))}
      {found.layout.length > 0 && (
        <li>
          <Mark kind="changed" />
          <span>
            the picture alone: places and notes of{" "}
            {found.layout.length === 1 ? "one node" : `${found.layout.length} nodes`}
          </span>
        </li>
      )}
    </ul>
  );
}

function Mark({ kind }: { kind: string }) {
  const [name, sign] = kind === "added" ? ["add", "+"] : kind === "removed" ? ["del", "−"] : ["chg", "~"];
  return (
    <span className={`mark ${name}`} aria-hidden="true">
      {sign}
    </span>
  );
}

function Field({
  path,
  kind,
  before,
  after,
}: {
  path: string;
  kind: string;
  before?: unknown;
  after?: unknown;
}) {
  return (
    <div className="sm">
      <span className="mono t2">{path}</span>{" "}
      {kind !== "added" && <span className="was mono">{short(before)}</span>}{" "}
      {kind !== "removed" && <span className="now mono">{short(after)}</span>}
    </div>
  );
}

function short(value: unknown): string {
  const text = showValue(value);
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}
