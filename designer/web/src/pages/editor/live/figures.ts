/** Numbers of what runs: what passed an output, how fast, and how they are said and drawn. Nothing here guesses. */
import { showNumber } from "~/messages";
import { units } from "~/messages/editor/live";

const [kilo, mega, giga] = units.thousands;

/** What went through a node: counts over a range, or a rate per second. */
export interface Flow {
  in: number;
  out: number;
  errors: number;
  /** Alerts that were held back; of rates it is not known. */
  snoozed?: number;
  /** By outputs that are counted apart. */
  ports: Record<string, number>;
}

export type Flows = Readonly<Record<string, Flow>>;

/** Values over time, null where nothing was observed. */
export type Values = readonly (number | null)[];

interface Rates {
  in: Values;
  out: Values;
  errors: Values;
  ports: Record<string, Values>;
}

/** A connection, or an output that leads nowhere. */
export interface Output {
  node: string;
  port: string;
  isFirst: boolean;
  /** The node it leads to, if nothing else leads there. */
  only?: string | undefined;
}

/**
 * What passed an output.
 *
 * Some nodes count all outputs together and each apart, others count the first one as `out`; an output that leads
 * nowhere may not be counted at all. What arrives at a node that has no other input is what was sent to it.
 *
 * @returns undefined where it is not known
 */
export function passed(flows: Flows, { node, port, isFirst, only }: Output): number | undefined {
  const flow = flows[node];
  if (port === "error") return flow?.errors;
  const apart = flow?.ports[port];
  if (apart !== undefined) return apart;
  const arrived = only === undefined ? undefined : flows[only]?.in;
  return arrived ?? (isFirst ? flow?.out : undefined);
}

/** Rates from counts over as much time as was observed; none where nothing was. */
export function perSecond(counts: Flows, coveredSeconds: number): Flows {
  if (coveredSeconds <= 0) return {};
  return mapped(counts, (count) => count / coveredSeconds);
}

/** Rates in one step of a range; nodes of which nothing is known then are left out. */
export function ratesAt(nodes: Record<string, Rates>, at: number): Flows {
  const found: Record<string, Flow> = {};
  for (const [node, rates] of Object.entries(nodes)) {
    const arrived = rates.in[at];
    if (arrived === null || arrived === undefined) continue;
    found[node] = {
      in: arrived,
      out: rates.out[at] ?? 0,
      errors: rates.errors[at] ?? 0,
      ports: Object.fromEntries(Object.entries(rates.ports).map(([port, values]) => [port, values[at] ?? 0])),
    };
  }
  return found;
}

/** Rates over the observed steps of a range. */
export function meanRates(nodes: Record<string, Rates>): Flows {
  const found: Record<string, Flow> = {};
  for (const [node, rates] of Object.entries(nodes)) {
    const arrived = mean(rates.in);
    if (arrived === null) continue;
    found[node] = {
      in: arrived,
      out: mean(rates.out) ?? 0,
      errors: mean(rates.errors) ?? 0,
      ports: Object.fromEntries(
        Object.entries(rates.ports).map(([port, values]) => [port, mean(values) ?? 0]),
      ),
    };
  }
  return found;
}

/** The mean of what was observed; null where nothing was. */
export function mean(values: Values): number | null {
  const known = values.filter((each) => each !== null);
  return known.length > 0 ? known.reduce((sum, each) => sum + each, 0) / known.length : null;
}

/** The newest value that was observed. */
export function newest(values: Values): number | null {
  return values.findLast((each) => each !== null) ?? null;
}

/**
 * How many in a minute, of what is too rare for seconds: in steps shorter than a minute, in the one that ends with the
 * step, so that one alert is told as one and not as six.
 */
export function inMinutes(perSecond: Values, stepSeconds: number, length = perSecond.length): Values {
  const steps = Math.max(1, Math.round(60 / stepSeconds));
  return Array.from({ length }, (_, at) => {
    if ((perSecond[at] ?? null) === null) return null;
    const together = perSecond.slice(Math.max(0, at - steps + 1), at + 1);
    return together.reduce<number>((sum, each) => sum + (each ?? 0), 0) * Math.min(60, stepSeconds);
  });
}

/** "4,212 /s", "1.6 /s", "18 /min", "2 /h"; of nothing "0 /s". */
export function showRate(perSecond: number): string {
  if (perSecond === 0) return units.perSecond("0");
  if (perSecond >= 10) return units.perSecond(showNumber(Math.round(perSecond)));
  if (perSecond >= 0.95) return units.perSecond(trimmed(perSecond));
  if (perSecond * 60 >= 0.95) return units.perMinute(trimmed(perSecond * 60));
  return units.perHour(trimmed(perSecond * 3600));
}

/** "812", "12.4 k", "1.2 M", "3 G": four characters or five, for a canvas. */
export function shortly(count: number): string {
  if (count < 10_000) return showNumber(Math.round(count));
  for (const [unit, size] of [
    [giga, 1e9],
    [mega, 1e6],
    [kilo, 1e3],
  ] as const)
    if (count >= size * 0.9995) return units.with(trimmed(count / size), unit);
  return showNumber(Math.round(count));
}

/** How wide a line is for a rate, in pixels: 2 to 9, by its logarithm. Nothing passes: 1.5. */
export function widthOf(perSecond: number | undefined): number {
  if (perSecond === undefined || perSecond <= 0) return 1.5;
  // One an hour is as thin as it gets, ten thousand a second as wide.
  const share = (Math.log10(perSecond) + 3.56) / (4 + 3.56);
  return Math.round((2 + 7 * Math.min(1, Math.max(0, share))) * 10) / 10;
}

/** "640 B", "40 KB", "4.9 GB". */
export function showBytes(bytes: number): string {
  let size = bytes;
  for (const unit of units.bytes.slice(0, -1)) {
    if (size < 1000) return units.with(trimmed(size), unit);
    size /= 1000;
  }
  return units.with(trimmed(size), units.bytes.at(-1)!);
}

/** "8 ms", "1.2 s", "3 min", "2 h". */
export function showDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return units.milliseconds(trimmed(milliseconds));
  if (milliseconds < 60_000) return units.seconds(trimmed(milliseconds / 1_000));
  if (milliseconds < 3_600_000) return units.minutes(trimmed(milliseconds / 60_000));
  if (milliseconds < 48 * 3_600_000) return units.hours(trimmed(milliseconds / 3_600_000));
  return units.days(trimmed(milliseconds / 86_400_000));
}

/** "0.4", "12", "1,283": of something that may be less than one. */
export function showAmount(value: number): string {
  return value > 0 && value < 0.1 ? units.lessThan("0.1") : trimmed(value);
}

function trimmed(value: number): string {
  return value >= 99.95 ? showNumber(Math.round(value)) : String(Number(value.toFixed(1)));
}

function mapped(flows: Flows, change: (value: number) => number): Flows {
  return Object.fromEntries(
    Object.entries(flows).map(([node, flow]) => [
      node,
      {
        in: change(flow.in),
        out: change(flow.out),
        errors: change(flow.errors),
        ports: Object.fromEntries(
          Object.entries(flow.ports).map(([port, count]) => [port, change(count)] as const),
        ),
      },
    ]),
  );
}
