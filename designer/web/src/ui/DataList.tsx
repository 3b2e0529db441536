// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
// biome-ignore-all lint/a11y/useFocusableInteractive: heads and rows that cannot be opened take no focus
// biome-ignore-all lint/a11y/useSemanticElements: rows stand at places of their own, which a table does not let them
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import "./data-list.css";

export interface Column<Row> {
  id: string;
  title: ReactNode;
  /** A track of a grid, such as `minmax(160px, 2fr)`. */
  width: string;
  align?: "right";
  render: (row: Row) => ReactNode;
}

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

/** A table of any length: only the rows in sight are drawn. Arrows move between rows that can be opened. */
export function DataList<Row>(props: Props<Row>) {
  const { label, columns, rows, keyOf, height = 48, least = 640, isOn, onOpen, onEnd } = props;
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 12,
    getItemKey: (at) => keyOf(rows[at]!),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= 0 && last >= rows.length - 5) onEnd?.();
  }, [last, rows.length, onEnd]);

  function press(event: KeyboardEvent<HTMLDivElement>, at: number) {
    if (event.target !== event.currentTarget) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onOpen?.(rows[at]!);
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const next = at + step;
    if (step === 0 || next < 0 || next >= rows.length) return;
    event.preventDefault();
    virtual.scrollToIndex(next);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-at="${next}"]`)?.focus());
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
