import { useVirtualizer } from "@tanstack/react-virtual";
import { type ClipboardEvent, type KeyboardEvent, useMemo, useRef, useState } from "react";
import { isRaw, numberFrom, showValue } from "~/api/json";
import type { ScenarioProblem } from "~/api/types";
import { table } from "~/messages/editor/form";
import { Icon } from "~/ui/Icon";
import { getAt, nodeOf, type Path } from "../model";
import { useEdited } from "../store";
import { useForm, useProblems } from "./context";
import { ProblemLines } from "./fields";

const ROW = 28;
/** Widths: the number of a row, a column, the button at the end. */
const NUMBER = 44;
const COLUMN = 104;
const END = 28;
/** Of what is wrong, so many in words below the table. */
const MOST_LINES = 6;
const STEPS: Record<string, readonly [number, number]> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  Enter: [1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
};
type Line = Record<string, unknown>;

/**
 * A table of literals, such as a decision table's rows. Its columns are the names in the sibling mappings of the node.
 * Cells are edited in place; a block from a spreadsheet is pasted where the focus is.
 */
export function TableField({ path, value }: { path: Path; value: unknown }) {
  const { node, set, mayEdit } = useForm();
  const parameters = useEdited((state) => nodeOf(state.document, node)?.parameters);
  const rows = useMemo(() => (Array.isArray(value) ? (value as Line[]) : []), [value]);
  const problems = useProblems(path, true);
  const [at, setAt] = useState({ row: 0, column: 0 });
  const box = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => columnsOf(parameters, path, rows), [parameters, path, rows]);
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => box.current,
    estimateSize: () => COLUMN,
    overscan: 3,
    paddingStart: NUMBER,
  });

  function setCell(row: number, name: string, text: string) {
    set([...path, row, name], text === "" ? undefined : fromText(text));
  }

  function paste(event: ClipboardEvent, row: number, column: number) {
    const text = event.clipboardData.getData("text/plain");
    if (!/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const block = text
      .trimEnd()
      .split(/\r?\n/)
      .map((line) => line.split("\t"));
    const next = [...rows];
    block.forEach((cells, down) => {
      const line: Line = { ...next[row + down] };
      cells.forEach((cell, along) => {
        const name = columns[column + along]?.name;
        if (name === undefined) return;
        if (cell.trim() === "") delete line[name];
        else line[name] = fromText(cell.trim());
      });
      next[row + down] = line;
    });
    set(path, next);
  }

  function move(event: KeyboardEvent<HTMLInputElement>, row: number, column: number) {
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    const isAlong = event.key === "ArrowLeft" || event.key === "ArrowRight";
    const isAtEnd =
      selectionStart === selectionEnd && selectionStart === (event.key === "ArrowLeft" ? 0 : value.length);
    if (isAlong && !isAtEnd) return; // Inside the text, the arrows move the caret.
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(rows.length - 1, row + step[0]));
    const beside = Math.max(0, Math.min(columns.length - 1, column + step[1]));
    lines.scrollToIndex(next);
    across.scrollToIndex(beside);
    setAt({ row: next, column: beside });
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLInputElement>(`[data-cell="${next}:${beside}"]`)?.focus(),
    );
  }

  const wide = across.getTotalSize() + END;
  const faults = new Map(problems.map((each) => [each.parameter, each]));
  const marks = useMemo(() => marksOf(problems, path), [problems, path]);
  const cells = across.getVirtualItems();
  return (
    <div className="grid-field">
      <div
        ref={box}
        className="grid-box"
        role="grid"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + 2}
        tabIndex={0}
        aria-label={table.label}
      >
        <div className="grid-head" role="row" tabIndex={-1} style={{ width: wide }}>
          <span role="columnheader" tabIndex={-1} style={{ left: 0, width: NUMBER }}>
            {table.number}
          </span>
          {cells.map((cell) => {
            const each = columns[cell.index]!;
            return (
              <span
                key={each.name}
                role="columnheader"
                aria-colindex={cell.index + 2}
                tabIndex={-1}
                className={`mono cut ${each.isOutput ? "new" : ""}`}
                style={{ left: cell.start, width: cell.size }}
                title={table.column(each.name, each.about)}
              >
                {each.name}
                <small className="cut">{each.about}</small>
              </span>
            );
          })}
        </div>
        <div style={{ height: lines.getTotalSize(), position: "relative", width: wide }}>
          {lines.getVirtualItems().map((item) => {
            const row = rows[item.index]!;
            const mark = marks.get(item.index);
            return (
              <div
                key={item.key}
                role="row"
                tabIndex={-1}
                className={`grid-row ${mark ? (mark.severity === "error" ? "wrong" : "warn") : ""}`}
                aria-rowindex={item.index + 2}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <span role="rowheader" tabIndex={-1} className="t3 no" title={mark?.message}>
                  {mark && (
                    <span
                      className={mark.severity === "error" ? "c-danger" : "c-warn"}
                      role="img"
                      aria-label={mark.message}
                    >
                      <Icon name={mark.severity === "error" ? "error" : "warning"} size={12} />
                    </span>
                  )}
                  {item.index + 1}
                </span>
                {cells.map((cell) => {
                  const each = columns[cell.index]!;
                  const column = cell.index;
                  const fault = faults.get([...path, item.index, each.name].join("."));
                  return (
                    <span
                      key={each.name}
                      role="gridcell"
                      aria-colindex={column + 2}
                      tabIndex={-1}
                      style={{ left: cell.start, width: cell.size }}
                    >
                      <input
                        data-cell={`${item.index}:${column}`}
                        aria-label={table.cell(each.name, item.index + 1)}
                        aria-invalid={fault ? true : undefined}
                        title={fault?.message}
                        className="mono"
                        value={toText(row[each.name])}
                        placeholder={each.isOutput ? table.null : table.any}
                        readOnly={!mayEdit}
                        spellCheck={false}
                        tabIndex={at.row === item.index && at.column === column ? 0 : -1}
                        onFocus={() => setAt({ row: item.index, column })}
                        onChange={(event) => setCell(item.index, each.name, event.target.value)}
                        onPaste={(event) => paste(event, item.index, column)}
                        onKeyDown={(event) => move(event, item.index, column)}
                      />
                    </span>
                  );
                })}
                <span role="gridcell" tabIndex={-1} style={{ left: wide - END, width: END }}>
                  <button
                    type="button"
                    className="btn ghost small icon"
                    aria-label={table.removeRow(item.index + 1)}
                    disabled={!mayEdit || rows.length === 1}
                    tabIndex={-1}
                    onClick={() =>
                      set(
                        path,
                        rows.filter((_, number) => number !== item.index),
                      )
                    }
                  >
                    <Icon name="cross" size={12} />
                  </button>
                </span>
              </div>
            );
          })}
        </div>
      </div>
      <div className="row">
        {mayEdit && (
          <button type="button" className="btn ghost add" onClick={() => set(path, [...rows, {}])}>
            <Icon name="plus" size={14} />
            {table.addRow}
          </button>
        )}
        <span className="grow" />
        <span className="t3 sm">{table.pasteBlock(rows.length)}</span>
      </div>
      <ProblemLines problems={problems.slice(0, MOST_LINES)} />
      {problems.length > MOST_LINES && (
        <p className="t3 sm">{table.moreProblems(problems.length - MOST_LINES)}</p>
      )}
    </div>
  );
}

/** The worst that is said of each row, or of a cell in it: overlaps, gaps, values that do not fit. */
export function marksOf(problems: readonly ScenarioProblem[], path: Path): Map<number, ScenarioProblem> {
  const marks = new Map<number, ScenarioProblem>();
  const before = `${path.join(".")}.`;
  for (const each of problems) {
    if (!each.parameter?.startsWith(before)) continue;
    const row = Number(each.parameter.slice(before.length).split(".")[0]);
    if (!marks.has(row) || each.severity === "error") marks.set(row, each);
  }
  return marks;
}

interface ColumnOf {
  name: string;
  about: string;
  isOutput: boolean;
}

/** The columns: names in the mappings beside the table, then what rows use besides. */
function columnsOf(parameters: unknown, path: Path, rows: Line[]): ColumnOf[] {
  const beside = getAt(parameters, path.slice(0, -1)) as Record<string, unknown> | undefined;
  const found = Object.values(beside ?? {}).flatMap((mapping): ColumnOf[] => {
    if (typeof mapping !== "object" || mapping === null || Array.isArray(mapping) || isRaw(mapping))
      return [];
    return Object.entries(mapping).map(([name, about]) => ({
      name,
      about:
        typeof about === "object" && about !== null
          ? Object.values(about).map(showValue).reverse().join(" ")
          : showValue(about),
      isOutput: typeof about !== "object",
    }));
  });
  const known = new Set(found.map((each) => each.name));
  const others = new Set(
    rows
      .slice(0, 200)
      .flatMap((each) => Object.keys(each))
      .filter((name) => !known.has(name)),
  );
  return [...found, ...[...others].map((name) => ({ name, about: table.noSuchColumn, isOutput: false }))];
}

/** What a cell shows: lists as JSON, texts bare unless they look like something else. */
function toText(value: unknown): string {
  if (value === undefined) return "";
  if (value === null) return "null";
  if (typeof value === "string") return fromText(value) === value ? value : JSON.stringify(value);
  return showValue(value);
}

/** The literal that somebody has written: numbers, true, false, null and JSON are what they look like. */
export function fromText(text: string): unknown {
  if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return numberFrom(text);
  if (text === "true" || text === "false") return text === "true";
  if (text === "null") return null;
  if (/^[[{"]/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text; // Not finished yet, or meant as a text.
    }
  }
  return text;
}
