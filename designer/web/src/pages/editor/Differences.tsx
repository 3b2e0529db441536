import { showValue } from "~/api/json";
import type { Difference } from "~/api/types";
import { counts } from "~/messages/editor/counts";
import { differences as words } from "~/messages/editor/versions";

/** What changed between two documents, in words. */
export function Differences({ found }: { found: Difference }) {
  if (found.is_empty) return <p className="t3">{words.nothing}</p>;
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
            {words.connectionFrom} <b>{each.from}</b> {words.connectionTo} <b>{each.to}</b> {kind}
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
          <span>{words.pictureAlone(pictured(found.layout.map((each) => each.path)))}</span>
        </li>
      )}
    </ul>
  );
}

/** What of the picture differs: "the places of 3 nodes, a note, 2 groups". */
function pictured(paths: readonly string[]): string {
  const count = (part: string) =>
    new Set(paths.flatMap((path) => (path.startsWith(`${part}.`) ? [path.split(".")[1]] : []))).size;
  const whole = (part: string) => paths.includes(part);
  const [places, notes, groups] = [count("positions"), count("notes"), count("groups")];
  const parts = [
    places > 0 ? words.placesOf(places) : "",
    whole("positions") ? words.placesOfNodes : "",
    notes > 0 ? counts.notes(notes) : whole("notes") ? words.notes : "",
    groups > 0 ? counts.groups(groups) : whole("groups") ? words.groups : "",
  ].filter(Boolean);
  return parts.join(", ") || words.howItIsDrawn;
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
