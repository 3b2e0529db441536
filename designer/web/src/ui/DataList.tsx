// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
// biome-ignore-all lint/a11y/useFocusableInteractive: heads and rows that cannot be opened take no focus
// biome-ignore-all lint/a11y/useSemanticElements: rows stand at places of their own, which a table does not let them
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useStepping } from "./useStepping";
import "./data-list.css";

export interface Column<Row> {
  id: string;
  title: ReactNode;
  /** A track of a grid, such as `minmax(160px, 2fr)`. */
  width: string;
  align?: "right";
  render: (row: Row) => ReactNode;
}

/** So many rows before the last one, more are asked for. */
const NEAR = 40;

interface Props<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string | number;
  /** Pixels of one row. */
  height?: number;
  /** Below this width the table scrolls sideways. */
  least?: number;
  isOn?: (row: Row) => boolean;
  /** Called by a click on the row and by Enter on it; controls inside stay controls. */
  onOpen?: (row: Row) => void;
  /** Called when the last rows come into sight. */
  onEnd?: () => void;
}

/**
 * A table of any length: only the rows in sight are drawn, and the one with the focus. Keys move between rows that can
 * be opened; End goes on to the very last one, however many pages are still to be read.
 */
export function DataList<Row>(props: Props<Row>) {
  const { label, columns, rows, keyOf, height = 48, least = 640, isOn, onOpen, onEnd } = props;
  const box = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(-1);
  /** The row that gets the focus as soon as it is drawn. */
  const wanted = useRef(-1);
  const stepping = useStepping(box, height);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 12,
    getItemKey: (at) => keyOf(rows[at]!),
    // A row that was not drawn any more would lose the focus to nothing, and the keyboard its place.
    rangeExtractor: (range) => {
      const drawn = defaultRangeExtractor(range);
      if (focused < 0 || focused >= range.count || drawn.includes(focused)) return drawn;
      return focused < drawn[0]! ? [focused, ...drawn] : [...drawn, focused];
    },
  });
  const items = virtual.getVirtualItems();
  const last = virtual.range?.endIndex ?? -1;
  useEffect(() => {
    if (last >= 0 && last >= rows.length - NEAR) onEnd?.();
  }, [last, rows.length, onEnd]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a step for each page that comes
  useEffect(() => {
    if (stepping.isGoingToTheEnd.current && box.current?.contains(document.activeElement))
      goTo(rows.length - 1);
  }, [rows.length]);
  useEffect(() => {
    if (wanted.current >= 0) focusRow(wanted.current);
  });

  function focusRow(at: number) {
    const row = box.current?.querySelector<HTMLElement>(`[data-at="${at}"]`);
    wanted.current = row ? -1 : at;
    row?.focus();
  }

  function stay() {
    stepping.stay();
    wanted.current = -1;
  }

  function goTo(at: number) {
    virtual.scrollToIndex(at);
    if (onOpen) focusRow(at);
  }

  function press(event: KeyboardEvent<HTMLDivElement>, at: number) {
    // Controls in rows have keys of their own, and so have the rows.
    if (event.target !== event.currentTarget) return;
    wanted.current = -1;
    if ((event.key === "Enter" || event.key === " ") && at >= 0) {
      event.preventDefault();
      onOpen?.(rows[at]!);
    }
    const next = stepping.next(event, at, rows.length);
    if (next === null) return;
    // The browser's own keys scroll a list whose rows take no focus.
    if (!onOpen && event.key !== "End") return;
    event.preventDefault();
    goTo(next);
  }

  const tracks = columns.map((each) => each.width).join(" ");
  return (
    <div
      className="data-list"
      ref={box}
      tabIndex={0}
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      onKeyDown={(event) => press(event, -1)}
      onWheel={stay}
      onPointerDown={stay}
    >
      <div role="rowgroup" className="data-head" style={{ minWidth: least }}>
        <div role="row" className="data-row" style={{ gridTemplateColumns: tracks }} aria-rowindex={1}>
          {columns.map((each) => (
            <div role="columnheader" key={each.id} className={each.align === "right" ? "num" : undefined}>
              {each.title}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), minWidth: least, position: "relative" }}>
        {items.map(({ index, key, start }) => {
          const row = rows[index]!;
          const on = isOn?.(row) ?? false;
          return (
            <div
              role="row"
              key={key}
              data-at={index}
              className={`data-row inset-focus${onOpen ? " open" : ""}${on ? " on" : ""}`}
              aria-rowindex={index + 2}
              aria-selected={isOn ? on : undefined}
              tabIndex={onOpen ? 0 : undefined}
              style={{ gridTemplateColumns: tracks, height, transform: `translateY(${start}px)` }}
              onClick={(event) => {
                if (!isControl(event.target, event.currentTarget)) onOpen?.(row);
              }}
              onFocus={() => setFocused(index)}
              onKeyDown={(event) => press(event, index)}
            >
              {columns.map((each) => (
                <div role="cell" key={each.id} className={each.align === "right" ? "num" : undefined}>
                  {each.render(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function isControl(target: EventTarget, row: Element): boolean {
  if (!(target instanceof Element) || !row.contains(target)) return true; // A menu stands elsewhere on the page.
  return target.closest("button, a, input, select, label, textarea") !== null;
}
