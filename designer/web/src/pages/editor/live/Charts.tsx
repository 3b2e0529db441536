import "./charts.css";
import { useMemo } from "react";
import { useFrame } from "~/frame/state";
import { live } from "~/messages/editor/live";
import { Loading } from "~/ui/Empty";
import { useCatalogue } from "../catalogue";
import { inOrder, nameOf, nodeOf } from "../model";
import { useEdited } from "../store";
import { Chart, type Line } from "./Chart";
import { inMinutes, shortly, showAmount, showDuration, showRate, type Values } from "./figures";
import { type Measures, useMarks, useMeasures } from "./observe";

const words = live.charts;
/** More lines than this cannot be told apart. */
const MOST_NODES = 3;

/** The measures of the range, one chart each, with one crosshair. */
export default function Charts({ scenario }: { scenario: string }) {
  const environment = useFrame((state) => state.environment);
  const found = useMeasures(scenario, environment);
  const marks = useMarks(scenario, environment);
  const document = useEdited((state) => state.document);
  const catalogue = useCatalogue();
  const data = found.data;
  const times = useMemo(() => data?.times.map((each) => Date.parse(each)) ?? [], [data]);
  const lines = useMemo(
    () =>
      data && {
        throughput: [{ title: words.in, values: data.events_per_second }],
        lag: [{ title: words.waiting, values: data.lag }],
        latency: [
          { title: words.percentiles.p50, values: data.latency_p50_ms },
          { title: words.percentiles.p95, values: data.latency_p95_ms },
          { title: words.percentiles.p99, values: data.latency_p99_ms },
        ],
        errors: errorsOf(data, (id) => {
          const node = nodeOf(document, id);
          return node ? nameOf(node) : id;
        }),
        alerts: inOrder(document)
          .filter((each) => catalogue.get(each.component)?.category === "action")
          .slice(0, MOST_NODES + 1)
          .map((each) => ({
            title: nameOf(each),
            values: inMinutes(data.nodes[each.id]?.out ?? [], data.step_seconds, data.times.length),
          })),
      },
    [data, document, catalogue],
  );
  // Where nothing can be read, the bar above says why.
  if (!lines || !data)
    return found.isError ? (
      <p className="drawer-empty">{words.nothing}</p>
    ) : (
      <Loading what={words.measures} rows={4} />
    );
  const span = { since: Date.parse(data.since), until: Date.parse(data.until) };
  const shared = { times, span, marks };
  return (
    <div className="charts">
      <Chart
        title={words.throughput}
        unit={words.events}
        lines={lines.throughput}
        show={showRate}
        {...shared}
        isFilled
      />
      <Chart title={words.lag} unit={words.waiting} lines={lines.lag} show={shortly} {...shared} isFilled />
      <Chart title={words.latency} unit="" lines={lines.latency} show={showDuration} {...shared} />
      {lines.alerts.length > 0 && (
        <Chart
          title={words.alerts}
          unit={words.perMinute}
          lines={lines.alerts}
          show={showAmount}
          {...shared}
          isFilled={lines.alerts.length === 1}
        />
      )}
      <Chart title={words.errors} unit={words.events} lines={lines.errors} show={showRate} {...shared} />
    </div>
  );
}

/** The nodes with most errors, and the others together; one line at zero where there are none. */
function errorsOf(data: Measures, name: (id: string) => string): Line[] {
  const failing = Object.entries(data.nodes)
    .map(([id, each]) => ({ id, values: each.errors, sum: sumOf(each.errors) }))
    .filter((each) => each.sum > 0)
    .sort((one, other) => other.sum - one.sum);
  if (failing.length === 0) return [{ title: words.none, values: data.errors_per_second }];
  const shown = failing.slice(0, failing.length > MOST_NODES + 1 ? MOST_NODES : MOST_NODES + 1);
  const others = failing.slice(shown.length);
  const lines: Line[] = shown.map((each) => ({ title: name(each.id), values: each.values }));
  if (others.length > 0) {
    const together = data.times.map((_, at) => {
      const known = others.flatMap(({ values }) => values[at] ?? []);
      return known.length > 0 ? known.reduce((sum, each) => sum + each, 0) : null;
    });
    lines.push({ title: words.other, values: together });
  }
  return lines;
}

function sumOf(values: Values): number {
  return values.reduce<number>((sum, each) => sum + (each ?? 0), 0);
}
