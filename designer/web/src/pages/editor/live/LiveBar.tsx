import "./live.css";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useFrame } from "~/frame/state";
import { useGo } from "~/frame/view";
import { messages, showInstant, showNumber } from "~/messages";
import { live as words } from "~/messages/editor/live";
import { State } from "~/ui/DeploymentState";
import { Dialog } from "~/ui/Dialog";
import { EnvironmentBadge } from "~/ui/EnvironmentBadge";
import { TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { openNode, useEdited, useView } from "../store";
import { conditionsOf, difference, versionName } from "./conditions";
import { mean, newest, shortly, showBytes, showDuration, showRate, type Values } from "./figures";
import {
  type Measures,
  useAlertCount,
  useCounts,
  useDeployment,
  useDifference,
  useFlows,
  useMeasures,
  useRecent,
} from "./observe";
import { RANGES, rangeOf, type Span, showMoment, showSpan, spanOf } from "./ranges";
import { slowness } from "./slowness";
import { chooseRange, chooseSpan, switchLive, useLive } from "./store";

/** Sample, or what runs. */
export function LiveSwitch() {
  const isOn = useLive((state) => state.isOn);
  const environment = useFrame((state) => state.environment);
  return (
    <span className="seg">
      <button type="button" aria-pressed={!isOn} title={words.sampleHint} onClick={() => switchLive(false)}>
        <Icon name="pin" size={14} />
        <span className="wide-only">{words.sample}</span>
      </button>
      <button
        type="button"
        aria-pressed={isOn}
        title={words.runningHint(environment)}
        onClick={() => switchLive(true)}
      >
        <Icon name="play" size={14} />
        {words.running}
      </button>
    </span>
  );
}

/** What runs in the chosen environment: its state, how it is doing, and what has to be known about the numbers. */
export function LiveBar({ scenario, drawn }: { scenario: string; drawn: number | null }) {
  const environment = useFrame((state) => state.environment);
  const span = useLive((state) => state.span);
  const deployment = useDeployment(scenario, environment);
  const measures = useMeasures(scenario, environment);
  const recent = useRecent(scenario, environment);
  const counts = useCounts(scenario, environment);
  useFlows(counts.data, recent.data, measures.data);
  const found = deployment.data;
  const different = useDifference(scenario, found?.version ?? null, drawn !== null);
  useMarks(different?.nodes);
  const go = useGo();
  const other = difference(found, drawn, different);
  const document = useEdited((state) => state.document);
  const slow = span === null ? slowness(recent.data?.tasks ?? [], document) : null;
  const conditions = [
    ...conditionsOf({
      environment,
      deployment: found,
      fault: measures.error ?? recent.error ?? counts.error ?? deployment.error,
      newest: recent.data?.newest,
      isPast: span !== null,
    }),
    ...(slow ? [slow] : []),
    ...(other ? [other] : []),
  ];
  return (
    <section className="live-bar" aria-label={words.runningHint(environment)}>
      <div className="live-line">
        <EnvironmentBadge name={environment} />
        {found && <State of={found} />}
        {found?.hash && found.deployed_at && (
          <span className="t2 sm cut" title={found.since ? showInstant(found.since) : undefined}>
            {versionName(found)}
            {found.since && found.observed === "running"
              ? ` ${words.since(showDuration(Date.now() - Date.parse(found.since)))}`
              : ""}
          </span>
        )}
        <span className="grow" />
        <Ranges />
      </div>
      <Figures
        scenario={scenario}
        environment={environment}
        measures={measures.data}
        recent={recent.data}
        errors={counts.data && sumOf(Object.values(counts.data.nodes).map((each) => each.errors))}
        covered={counts.data?.covered_seconds ?? 0}
      />
      {conditions.map((each) => (
        <p key={each.text} className={`notice ${each.tone}`} role="status">
          <Icon name={each.tone === "info" ? "clock" : each.tone === "warn" ? "warning" : "error"} />
          <span className="grow">{each.text}</span>
          {each.node !== undefined && (
            <button type="button" className="link" onClick={() => goTo(each.node!)}>
              {words.slow.show}
            </button>
          )}
          {each.version !== undefined && (
            <button
              type="button"
              className="link"
              onClick={() =>
                go(`/scenarios/${scenario}`, { version: String(each.version), running: environment })
              }
            >
              {words.state.open(words.version(each.version))}
            </button>
          )}
        </p>
      ))}
    </section>
  );
}

function goTo(node: string): void {
  openNode(node);
  window.dispatchEvent(new CustomEvent("filbert-canvas", { detail: `node:${node}` }));
}

/** On the canvas: which moment its rates belong to, where that is not now. */
export function LiveNote() {
  const cursor = useLive((state) => state.cursor);
  const span = useLive((state) => state.span);
  if (cursor === null && span === null) return null;
  return (
    <div className="onmap follow live-note" role="status">
      <span className="c-accent">
        <Icon name="clock" size={14} />
      </span>
      <span className="cut">
        {cursor !== null ? words.pointing(showMoment(cursor)) : words.past(showSpan(span!))}
      </span>
      <span className="grow" />
      {cursor === null && (
        <button type="button" className="btn ghost small" onClick={() => chooseSpan(null)}>
          {words.back}
        </button>
      )}
    </div>
  );
}

function Ranges() {
  const range = useLive((state) => state.range);
  const span = useLive((state) => state.span);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <span className="t3 xs nowrap wide-only">{span ? "" : words.every}</span>
      <fieldset className="seg" aria-label={words.times} style={{ margin: 0 }}>
        {RANGES.map((each) => (
          <button
            type="button"
            key={each.id}
            aria-pressed={span === null && range === each.id}
            onClick={() => chooseRange(each.id)}
          >
            {each.title}
          </button>
        ))}
        <button type="button" aria-pressed={span !== null} onClick={() => setAsking(true)}>
          <Icon name="clock" size={14} />
          {span ? showSpan(span) : words.otherTimes}
        </button>
      </fieldset>
      {isAsking && <TimesDialog onClose={() => setAsking(false)} />}
    </>
  );
}

/** A range by its ends: what dragging over a chart does, for the keyboard and to the minute. */
function TimesDialog({ onClose }: { onClose: () => void }) {
  const { span, range } = useLive.getState();
  const [now] = useState(() => Date.now());
  const [since, setSince] = useState(localText(span?.since ?? now - rangeOf(range).length));
  const [until, setUntil] = useState(localText(span?.until ?? now));
  const [isWrong, setWrong] = useState(false);
  return (
    <Dialog
      title={words.chooseTimes}
      size={440}
      onClose={onClose}
      onSubmit={() => {
        const chosen = new Date(since) < new Date(until) ? chosenSpan(since, until) : null;
        setWrong(chosen === null);
        if (!chosen) return;
        chooseSpan(chosen);
        onClose();
      }}
      foot={
        <>
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {messages.common.cancel}
          </button>
          <button type="submit" className="btn primary">
            {words.show}
          </button>
        </>
      }
    >
      <TextField
        label={words.from}
        type="datetime-local"
        className="input"
        value={since}
        required
        onChange={(event) => setSince(event.target.value)}
      />
      <TextField
        label={words.to}
        type="datetime-local"
        className="input"
        value={until}
        required
        fault={isWrong ? words.wrongTimes : undefined}
        onChange={(event) => setUntil(event.target.value)}
      />
    </Dialog>
  );
}

function chosenSpan(since: string, until: string): Span | null {
  return spanOf(new Date(since).getTime(), new Date(until).getTime());
}

/** As fields for local times take it. */
function localText(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

interface FiguresProps {
  scenario: string;
  environment: string;
  measures: Measures | undefined;
  recent: Measures | undefined;
  errors: number | undefined;
  covered: number;
}

/** The numbers that matter, now or of the chosen past. */
function Figures({ scenario, environment, measures, recent, errors, covered }: FiguresProps) {
  const span = useLive((state) => state.span);
  const range = useLive((state) => state.range);
  const alerts = useAlertCount(scenario, environment);
  const source = span ? measures : recent;
  const told = (values: Values | undefined) => (values ? (span ? mean(values) : newest(values)) : null);
  const when = span ? words.average : words.now;
  const within = span ? "" : words.inRange(rangeOf(range).title);
  const rate = source ? mean(source.events_per_second) : null;
  const lag = told(source?.lag);
  const latency = told(source?.latency_p95_ms);
  const age = told(source?.checkpoint_age_ms);
  const size = told(source?.checkpoint_size);
  const restarts = measures ? sumOf(measures.restarts.map((each) => each ?? 0)) : null;
  const isKnown = covered > 0;
  return (
    <dl className="live-figures">
      <Figure title={words.events} note={when} value={rate === null ? null : showRate(rate)} />
      <Figure title={words.lag} note={when} value={lag === null ? null : shortly(lag)} />
      <Figure
        title={words.latency}
        note={when}
        hint={words.latencyHint}
        value={latency === null ? null : showDuration(latency)}
      />
      <Figure
        title={words.errors}
        note={within}
        tone={errors ? "danger" : ""}
        value={isKnown && errors !== undefined ? showNumber(errors) : null}
        to={errors ? "/dead-letters" : undefined}
      />
      <Figure
        title={words.alerts}
        note={within}
        value={alerts === null ? null : showNumber(alerts)}
        to={alerts ? "/alerts" : undefined}
        search={{ scenario, verdict: "any" }}
      />
      <Figure
        title={words.restarts}
        note={within}
        tone={restarts ? "warn" : ""}
        value={isKnown && restarts !== null ? showNumber(restarts) : null}
      />
      <Figure
        title={words.checkpoint}
        note={size === null ? "" : showBytes(size)}
        value={age === null ? null : words.ago(showDuration(age))}
      />
    </dl>
  );
}

function Figure(props: {
  title: string;
  value: string | null;
  note?: string;
  hint?: string;
  tone?: string;
  to?: string | undefined;
  search?: Record<string, string>;
}) {
  const { title, value, note, hint, tone, to, search } = props;
  return (
    <div title={hint}>
      <dt>{title}</dt>
      <dd>
        <b className={tone ? `c-${tone}` : ""}>
          {to ? (
            <Link to={to as never} search={(search ?? {}) as never}>
              {value}
            </Link>
          ) : (
            (value ?? words.unknown)
          )}
        </b>
        {value !== null && note && <span className="t3 xs">{note}</span>}
      </dd>
    </div>
  );
}

/** Nodes that differ from what runs carry the blue mark, unless another comparison is open. */
function useMarks(nodes: { node: string; kind: string }[] | undefined): void {
  const drawer = useView((state) => state.drawer);
  useEffect(() => {
    if (!nodes || drawer === "versions") return;
    useView.setState({ marks: Object.fromEntries(nodes.map((each) => [each.node, each.kind])) });
    return () => useView.setState({ marks: {} });
  }, [nodes, drawer]);
}

function sumOf(values: number[]): number {
  return values.reduce((sum, each) => sum + each, 0);
}
