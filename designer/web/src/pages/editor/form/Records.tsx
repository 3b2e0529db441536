import { type ReactNode, useEffect, useState } from "react";
import { showPersonal, showValue } from "~/api/json";
import { records } from "~/messages/editor/form";
import { Icon } from "~/ui/Icon";
import { words } from "../describe";
import type { Path } from "../model";
import { useView } from "../store";
import { useForm } from "./context";

interface Entry {
  /** What is shown first: the name of the entry. */
  name: string;
  value: unknown;
  path: Path;
  fields: ReactNode;
  actions: ReactNode;
}

/**
 * Entries with several fields as lines of a small table: name, what it is made of, and its value now where it is a
 * column of the output. A line opens to its fields; what is not complete, or wrong, is open from the start.
 */
export function Records({ entries, add }: { entries: Entry[]; add: ReactNode }) {
  const { made, madeColumns } = useForm();
  const event = useView((state) => state.event);
  const row = made.find((each) => each.event_id === event) ?? made[0];
  const hasNow = row !== undefined && entries.some((each) => each.name in row.row);
  return (
    <div className="records">
      {entries.length > 0 && (
        <div className="record-head" aria-hidden="true">
          <span>{records.nameAndWhat}</span>
          <span className="num">{hasNow ? records.now : ""}</span>
        </div>
      )}
      {entries.map((each, at) => (
        <Record
          key={at}
          entry={each}
          now={
            row && each.name in row.row
              ? showPersonal(row.row[each.name], madeColumns[each.name]?.pii === true)
              : null
          }
        />
      ))}
      {add}
    </div>
  );
}

function Record({ entry, now }: { entry: Entry; now: string | null }) {
  const { node, problems } = useForm();
  const path = entry.path.join(".");
  const own = problems.filter((each) => each.parameter === path || each.parameter?.startsWith(`${path}.`));
  const isWrong = own.some((each) => each.severity === "error");
  const [isOpen, setOpen] = useState(() => isWrong || !isComplete(entry.value));
  const aim = useView((state) => (state.aim?.node === node ? state.aim : null));
  useEffect(() => {
    if (aim?.parameter?.startsWith(`${path}.`)) setOpen(true);
  }, [aim, path]);
  return (
    <div className={`record ${isOpen ? "open" : ""}`} data-parameter={path}>
      <div className="record-line">
        <button
          type="button"
          className="record-name inset-focus"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? "down" : "right"} size={12} />
          <span className="record-words">
            <b className="mono cut">{entry.name || records.noName}</b>
            <span className="t2 sm cut" title={partsOf(entry.value)}>
              {partsOf(entry.value)}
            </span>
          </span>
          {isWrong ? (
            <span className="c-danger">
              <Icon name="error" size={14} />
            </span>
          ) : (
            <b className="num cut">{now}</b>
          )}
        </button>
        {entry.actions}
      </div>
      {isOpen && <div className="record-fields">{entry.fields}</div>}
    </div>
  );
}

/** Whether nothing in an entry waits to be written. */
function isComplete(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((each) => showValue(each) !== "")
  );
}

/** "count distinct recipient where fee > 5": the values but the name. */
function partsOf(value: unknown): string {
  return Object.entries((value ?? {}) as Record<string, unknown>)
    .filter(([name, each]) => name !== "name" && each !== null && each !== "")
    .map(([name, each], at) =>
      at < 2 ? showValue(each).replaceAll("_", " ") : `${words(name).toLowerCase()} ${showValue(each)}`,
    )
    .join(" ");
}
