import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import { showPersonal } from "~/api/json";
import type { ContextAnswer, RunRow } from "~/api/types";
import { showNumber } from "~/messages";
import { panel } from "~/messages/editor/panel";
import { Icon } from "~/ui/Icon";
import { useView } from "./store";

const words = panel.rows;

type Columns = ContextAnswer["columns"];
const ROW = 22;

interface Props {
  title: string;
  rows: RunRow[];
  count: number;
  columns: Columns | undefined;
  /** Columns that are new at this side. */
  added?: ReadonlySet<string>;
  isStale: boolean;
  /** Why there are no rows. */
  empty: string;
  ports?: { name: string; isOn: boolean; choose: () => void }[];
  onField?: (name: string) => void;
}

/** Sample rows at one side of a node, or their types. One row can be followed through the scenario. */
export function Rows({ title, rows, count, columns, added, isStale, empty, ports, onField }: Props) {
  const [mode, setMode] = useState<"table" | "types">("table");
  const names = useMemo(() => {
    const known = Object.keys(columns ?? {});
    const first = rows[0]?.row ?? {};
    const all = known.length > 0 ? known : Object.keys(first);
    // What is new stands beside the first column, in sight without scrolling.
    const old = all.filter((each) => !added?.has(each));
    return [...old.slice(0, 1), ...all.filter((each) => added?.has(each)), ...old.slice(1)];
  }, [columns, rows, added]);
  return (
    <section className="pane" aria-label={title}>
      <div className="pane-head">
        <h2>{title}</h2>
        <span className="count">{showNumber(count)}</span>
        <span className="grow" />
        <span className="seg tiny">
          <button type="button" aria-pressed={mode === "table"} onClick={() => setMode("table")}>
            {words.table}
          </button>
          <button type="button" aria-pressed={mode === "types"} onClick={() => setMode("types")}>
            {words.types}
          </button>
        </span>
      </div>
      {ports && ports.length > 1 && (
        <div
          className="row wrap"
          style={{ padding: "6px 8px", gap: 4, borderBottom: "1px solid var(--border)" }}
        >
          {ports.map((each) => (
            <button
              key={each.name}
              type="button"
              className="chip"
              aria-pressed={each.isOn}
              onClick={each.choose}
            >
              {each.name}
            </button>
          ))}
        </div>
      )}
      {mode === "types" || names.length === 0 ? (
        <Types names={names} columns={columns} added={added} onField={onField} empty={empty} />
      ) : (
        <Table {...{ names, rows, columns, added, isStale, onField, title }} />
      )}
      {mode === "table" && names.length > 0 && rows.length === 0 && <p className="pane-empty">{empty}</p>}
    </section>
  );
}

function Table(props: {
  title: string;
  names: string[];
  rows: RunRow[];
  columns: Columns | undefined;
  added?: ReadonlySet<string>;
  isStale: boolean;
  onField?: (name: string) => void;
}) {
  const { names, rows, columns, added, isStale, onField, title } = props;
  const event = useView((state) => state.event);
  const box = useRef<HTMLDivElement>(null);
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const shown = lines.getVirtualItems();
  const above = shown[0]?.start ?? 0;
  const below = lines.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <div
      className={`rows ${isStale ? "stale" : ""}`}
      ref={box}
      tabIndex={0}
      role="region"
      aria-label={words.rowsOf(title)}
    >
      <table className="data">
        <thead>
          <tr>
            {names.map((name) => (
              <th
                key={name}
                className={`${added?.has(name) ? "new" : ""} ${isNumber(columns?.[name]?.type) ? "num" : ""}`}
              >
                {onField ? (
                  <button
                    type="button"
                    className="link"
                    style={{ color: "inherit" }}
                    title={words.insert(name)}
                    onMouseDown={(mouse) => mouse.preventDefault()}
                    onClick={() => onField(name)}
                  >
                    {added?.has(name) ? words.added(name) : name}
                  </button>
                ) : added?.has(name) ? (
                  words.added(name)
                ) : (
                  name
                )}
                <small>
                  {shortType(columns?.[name]?.type)}
                  {columns?.[name]?.pii ? `, ${words.personal}` : ""}
                </small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {shown.map((item) => {
            const row = rows[item.index]!;
            const isOn = row.event_id === event;
            return (
              <tr
                key={item.key}
                className={isOn ? "on" : undefined}
                onClick={() => useView.setState({ event: isOn ? null : row.event_id })}
                title={words.follow(row.event_id, row.time)}
              >
                {names.map((name) => (
                  <td
                    key={name}
                    className={`${added?.has(name) ? "new" : ""} ${isNumber(columns?.[name]?.type) ? "num" : ""}`}
                  >
                    {row.row[name] === undefined || row.row[name] === null ? (
                      <span className="t3">{words.null}</span>
                    ) : (
                      showPersonal(row.row[name], columns?.[name]?.pii)
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
          {below > 0 && <tr style={{ height: below }} />}
        </tbody>
      </table>
    </div>
  );
}

function Types(props: {
  names: string[];
  columns: Columns | undefined;
  added?: ReadonlySet<string>;
  onField?: (name: string) => void;
  empty: string;
}) {
  const { names, columns, added, onField, empty } = props;
  if (names.length === 0) return <p className="pane-empty">{empty}</p>;
  return (
    <ul className="types">
      {names.map((name) => (
        <li key={name} className={added?.has(name) ? "new" : undefined}>
          <button
            type="button"
            className="link mono"
            style={{ color: "inherit" }}
            disabled={!onField}
            onMouseDown={(mouse) => mouse.preventDefault()}
            onClick={() => onField?.(name)}
          >
            {added?.has(name) ? words.added(name) : name}
          </button>
          <span className="mono t3">{columns?.[name]?.type}</span>
          {columns?.[name]?.pii && (
            <span className="badge">
              <Icon name="lock" size={12} />
              {words.personal}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function isNumber(type: string | undefined): boolean {
  return /^(BIGINT|INT|DOUBLE|DECIMAL)/.test(type ?? "");
}

/** "STRING NOT NULL" → "STRING". */
function shortType(type: string | undefined): string {
  const text = (type ?? "").replace(" NOT NULL", "");
  return text.length > 24 ? `${text.slice(0, 22)}…` : text;
}
