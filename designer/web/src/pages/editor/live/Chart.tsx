import "uplot/dist/uPlot.min.css";
import { useEffect, useId, useRef } from "react";
import uPlot from "uplot";
import { live } from "~/messages/editor/live";
import { useTheme } from "~/theme/theme";
import { newest, shortly, type Values } from "./figures";
import { type Span, showMoment, showSpan, spanOf } from "./ranges";
import { chooseSpan, useLive } from "./store";

export interface Line {
  title: string;
  values: Values;
}

export interface Mark {
  at: number;
  text: string;
}

interface Props {
  title: string;
  unit: string;
  /** Beginnings of the steps, epoch milliseconds. */
  times: readonly number[];
  span: Span;
  lines: readonly Line[];
  marks: readonly Mark[];
  show: (value: number) => string;
  isFilled?: boolean;
}

const words = live.charts;
/** Lines differ by their dashes, too; the legend shows the same. */
const DASHES = [[], [6, 4], [2, 3], [10, 3, 2, 3]];
const CURSORS = "filbert-live";

/** Values over time. Pointing reads all charts at one moment, dragging looks closer, a double-click is back at now. */
export function Chart(props: Props) {
  const { title, unit, times, span, lines, show } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const theme = useTheme((state) => state.shown);
  const names = lines.map((each) => each.title).join("\n");

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew for other lines and another theme only
  useEffect(() => {
    const place = box.current;
    if (!place) return;
    const made = new uPlot(optionsOf(latest, place), dataOf(latest.current), place);
    chart.current = made;
    const sized = new ResizeObserver(() => made.setSize(sizeOf(place)));
    sized.observe(place);
    return () => {
      sized.disconnect();
      made.destroy();
      chart.current = null;
      useLive.setState({ cursor: null });
    };
  }, [names, theme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `latest` holds what is drawn
  useEffect(() => chart.current?.setData(dataOf(latest.current)), [times, lines, span.since, span.until]);

  const at = useLive((state) => (state.cursor === null ? -1 : times.indexOf(state.cursor)));
  const known = lines.flatMap(({ values }) => values.filter((each) => each !== null));
  const over = showSpan(span);
  const said =
    known.length > 0
      ? words.said(
          title,
          over,
          show(known.reduce((one, other) => Math.min(one, other))),
          show(known.reduce((one, other) => Math.max(one, other))),
          valuesAt(lines, -1, show),
        )
      : words.saidNothing(title, over);
  return (
    <section className="chart" aria-labelledby={id}>
      <div className="chart-head">
        <h3 id={id}>{title}</h3>
        <span className="t3 xs">{unit}</span>
        <Legend times={times} lines={lines} show={show} />
      </div>
      <div
        ref={box}
        className="chart-box inset-focus"
        role="slider"
        tabIndex={0}
        aria-label={said}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, times.length - 1)}
        aria-valuenow={at}
        aria-valuetext={at < 0 ? words.now : `${showMoment(times[at]!)}: ${valuesAt(lines, at, show)}`}
        title={words.hint}
        onKeyDown={(event) => {
          const next = stepped(event.key, at, times.length);
          if (next === null) return;
          event.preventDefault();
          event.stopPropagation();
          point(chart.current, times[next]);
        }}
        onBlur={() => point(chart.current, undefined)}
      >
        {known.length === 0 && <p className="chart-nothing t3 sm">{words.nothing}</p>}
      </div>
    </section>
  );
}

/** The lines with their values at the crosshair, or the newest ones. */
function Legend({ times, lines, show }: Pick<Props, "times" | "lines" | "show">) {
  const cursor = useLive((state) => state.cursor);
  const at = cursor === null ? -1 : times.indexOf(cursor);
  return (
    <span className="legend">
      {lines.map((each, index) => (
        <span key={each.title}>
          <i className={`line-${index + 1}`} />
          <span className="cut">{each.title}</span>
          <b>{valueAt(each, at, show)}</b>
        </span>
      ))}
    </span>
  );
}

/** A value at a step; at -1 the newest one. */
function valueAt(line: Line, at: number, show: (value: number) => string): string {
  const value = at < 0 ? newest(line.values) : (line.values[at] ?? null);
  return value === null ? live.unknown : show(value);
}

function valuesAt(lines: readonly Line[], at: number, show: (value: number) => string): string {
  return lines.map((each) => `${each.title} ${valueAt(each, at, show)}`).join(", ");
}

/** The step that a key leads to from the one pointed at; -1 is now. */
function stepped(key: string, at: number, length: number): number | null {
  const from = at < 0 ? length - 1 : at;
  if (key === "ArrowLeft") return Math.max(0, from - 1);
  if (key === "ArrowRight") return Math.min(length - 1, from + 1);
  if (key === "Home") return 0;
  if (key === "End") return length - 1;
  return key === "Escape" && at >= 0 ? -1 : null;
}

/** Points at a moment as the mouse does; all charts follow. */
function point(made: uPlot | null, time: number | undefined): void {
  made?.setCursor({ left: time === undefined ? -10 : made.valToPos(time / 1000, "x"), top: 0 });
}

function dataOf({ times, lines }: Props): uPlot.AlignedData {
  return [times.map((each) => each / 1000), ...lines.map((each) => [...each.values])];
}

function sizeOf(place: HTMLElement): { width: number; height: number } {
  return { width: Math.max(120, place.clientWidth), height: Math.max(80, place.clientHeight) };
}

function optionsOf(latest: { current: Props }, place: HTMLElement): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const { lines, isFilled } = latest.current;
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const axis: uPlot.Axis = {
    stroke: token("--text-3"),
    font,
    grid: { stroke: token("--grid"), width: 1 },
    ticks: { show: false },
  };
  return {
    ...sizeOf(place),
    padding: [14, 8, 0, 0],
    legend: { show: false },
    scales: {
      x: { range: () => [latest.current.span.since / 1000, latest.current.span.until / 1000] },
      y: { range: (_, __, most) => [0, most > 0 ? most * 1.08 : 1] },
    },
    axes: [
      { ...axis, size: 22, gap: 4, grid: { show: false }, space: 64, values: showTimes },
      { ...axis, size: 46, gap: 4, space: 34, values: (_, splits) => splits.map(shownOnAxis(latest)) },
    ],
    series: [
      {},
      ...lines.map(
        (each, index): uPlot.Series => ({
          label: each.title,
          stroke: token(`--s${(index % 4) + 1}`),
          width: 1.5,
          dash: DASHES[index % DASHES.length]!,
          ...(isFilled ? { fill: `color-mix(in srgb, ${token("--s1")} 12%, transparent)` } : {}),
          points: { show: true, size: 4, filter: alone },
        }),
      ),
    ],
    cursor: {
      y: false,
      points: { size: 6 },
      sync: { key: CURSORS },
      drag: { x: true, y: false, setScale: false },
      bind: {
        dblclick: () => () => {
          chooseSpan(null);
          return null;
        },
      },
    },
    hooks: {
      setCursor: [
        (made) => {
          const { idx, left } = made.cursor;
          const cursor =
            idx === null || idx === undefined || (left ?? -1) < 0
              ? null
              : (latest.current.times[idx] ?? null);
          if (useLive.getState().cursor !== cursor) useLive.setState({ cursor });
        },
      ],
      setSelect: [
        (made) => {
          const { left, width } = made.select;
          if (width < 4) return;
          const ends = [made.posToVal(left, "x"), made.posToVal(left + width, "x")] as const;
          made.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
          const span = spanOf(ends[0] * 1000, ends[1] * 1000);
          if (span) chooseSpan(span);
        },
      ],
      draw: [(made) => drawMarks(made, latest.current, token("--text-2"), token("--surface"), font)],
    },
  };
}

function shownOnAxis(latest: { current: Props }): (value: number) => string {
  // Where there is a unit, it stands in the head of the chart.
  return latest.current.unit ? axisNumber : latest.current.show;
}

function axisNumber(value: number): string {
  return value >= 10 || Number.isInteger(value) ? shortly(value) : String(Number(value.toFixed(3)));
}

/** Points stand only where a value has no neighbour to be joined with. */
function alone(made: uPlot, series: number): number[] {
  const values = made.data[series]!;
  const isNothing = (at: number) => values[at] === null || values[at] === undefined;
  const found: number[] = [];
  for (let at = 0; at < values.length; at++)
    if (!isNothing(at) && isNothing(at - 1) && isNothing(at + 1)) found.push(at);
  return found;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const seconds = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

function showTimes(_: uPlot, splits: number[], __: number, ___: number, step: number): string[] {
  const format = step >= 86_400 ? day : step < 60 ? seconds : clock;
  return splits.map((each) => {
    const date = new Date(each * 1000);
    const isMidnight = step < 86_400 && date.getHours() === 0 && date.getMinutes() === 0;
    return (isMidnight ? day : format).format(date);
  });
}

/** A dashed line with a flag for each deployment. */
function drawMarks(made: uPlot, { marks, span }: Props, stroke: string, ground: string, font: string): void {
  const { ctx, bbox } = made;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = font.replace("11px", `${11 * ratio}px`);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineWidth = ratio;
  for (const { at, text } of marks) {
    if (at < span.since || at > span.until) continue;
    const x = Math.round(made.valToPos(at / 1000, "x", true));
    ctx.strokeStyle = stroke;
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.setLineDash([]);
    const width = ctx.measureText(text).width + 8 * ratio;
    const left = Math.min(bbox.left + bbox.width - width / 2, Math.max(bbox.left + width / 2, x)) - width / 2;
    ctx.fillStyle = ground;
    ctx.fillRect(left, bbox.top - 14 * ratio, width, 13 * ratio);
    ctx.strokeRect(left, bbox.top - 14 * ratio, width, 13 * ratio);
    ctx.fillStyle = stroke;
    ctx.fillText(text, left + width / 2, bbox.top - 7 * ratio);
  }
  ctx.restore();
}
