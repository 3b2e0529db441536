import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, call } from "~/api/client";
import { isRaw, showValue } from "~/api/json";
import { messages, showInstant, showNumber, showWhen } from "~/messages";
import { alerts } from "~/messages/alerts";
import { Fault } from "~/ui/Confirm";
import { Failed, Loading } from "~/ui/Empty";
import { EnvironmentBadge } from "~/ui/EnvironmentBadge";
import { Icon } from "~/ui/Icon";
import { Events } from "./Events";
import type { AlertSummary, Verdict } from "./inbox";
import { SnoozeNote, useSnoozes } from "./Snooze";
import { snoozeOf } from "./snooze";
import { Timeline } from "./Timeline";

const words = alerts.case;
const { common } = messages;

interface Props {
  id: string;
  isWorking: boolean;
  onJudge: (alert: AlertSummary, verdict: Verdict) => void;
  onAssign: () => void;
  onSnooze: (alert: AlertSummary) => void;
  onChoose: (alert: string) => void;
}

/** One alert: what it says, on what evidence, what else is known of its subject, and what people say of it. */
export function Case({ id, isWorking, onJudge, onAssign, onSnooze, onChoose }: Props) {
  const found = useQuery({
    queryKey: ["alert", id],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/alerts/{alert}", { params: { path: { alert: id } }, signal })),
  });
  const snoozes = useSnoozes(found.data?.environment ?? "").data?.snoozes ?? [];
  if (found.isPending) return <Loading what={words.theAlert} />;
  if (found.isError)
    return <Failed what={words.theAlert} error={found.error} again={() => void found.refetch()} />;
  const alert = found.data;
  const isHigh = alert.severity === "high" || alert.severity === "critical";
  const snoozed = snoozeOf(snoozes, alert);
  const evidence = Object.entries(alert.evidence);
  return (
    <>
      <header>
        <div className="row wrap">
          <span className={`badge ${isHigh ? "danger" : alert.severity === "medium" ? "warn" : ""}`}>
            <Icon name={isHigh ? "error" : "warning"} size={12} />
            {alert.severity}
          </span>
          <EnvironmentBadge name={alert.environment} />
          <span className="sm t2">
            <Link to={`/scenarios/${alert.scenario}` as never} style={{ textDecoration: "underline" }}>
              {alert.scenario}
            </Link>
            {words.node} <span className="mono">{alert.node}</span>
          </span>
          {alert.masked && (
            <span className="badge" title={words.maskedHint}>
              <Icon name="eye" size={12} />
              {words.masked}
            </span>
          )}
          <span className="grow" />
          <span className="t3 sm" title={showInstant(alert.raised_at)}>
            {words.raised(showWhen(alert.raised_at))}
          </span>
        </div>
        <h2 className="case-title">{alert.title}</h2>
        <p className="t2">
          {words.subject} <span className="mono">{alert.subject}</span>
          {alert.verdict && words.judged(alert.verdict, alert.verdict_by, alert.verdict_at)}
        </p>
      </header>
      <div className="verdicts">
        <button
          type="button"
          className="btn"
          disabled={isWorking}
          aria-pressed={alert.verdict === "true"}
          aria-keyshortcuts="1"
          onClick={() => onJudge(alert, alert.verdict === "true" ? null : "true")}
        >
          <Icon name="tick" size={14} />
          {words.true} <kbd>1</kbd>
        </button>
        <button
          type="button"
          className="btn"
          disabled={isWorking}
          aria-pressed={alert.verdict === "false"}
          aria-keyshortcuts="2"
          onClick={() => onJudge(alert, alert.verdict === "false" ? null : "false")}
        >
          <Icon name="cross" size={14} />
          {words.false} <kbd>2</kbd>
        </button>
        <button type="button" className="btn" aria-keyshortcuts="a" onClick={onAssign}>
          <Icon name="person" size={14} />
          {alert.assignee ?? words.assign} <kbd>a</kbd>
        </button>
        {!alert.masked && (
          <button type="button" className="btn" aria-keyshortcuts="s" onClick={() => onSnooze(alert)}>
            <Icon name="clock" size={14} />
            {words.snooze} <kbd>s</kbd>
          </button>
        )}
      </div>
      {snoozed && <SnoozeNote snooze={snoozed} />}
      <section className="card" aria-label={words.evidence}>
        <dl className="facts">
          {evidence.map(([name, value]) => (
            <div key={name}>
              <dt className="mono">{name}</dt>
              <dd>{inWords(value)}</dd>
            </div>
          ))}
          {evidence.length === 0 && <p className="t2 card-body">{words.noEvidence}</p>}
        </dl>
      </section>
      <section className="card" aria-label={words.howItCameAbout}>
        <div className="card-head">
          <h3>{words.howItCameAbout}</h3>
          <span className="grow" />
          <Link to={`/scenarios/${alert.scenario}` as never} search={{ alert: alert.alert_id } as never}>
            {words.explain}
          </Link>
        </div>
        <div className="card-body">
          <dl className="pairs">
            <div>
              <dt>{common.eventTitle}</dt>
              <dd className="mono">{alert.event_id ?? "–"}</dd>
            </div>
            <div>
              <dt>{words.happened}</dt>
              <dd>{showInstant(alert.event_time)}</dd>
            </div>
            {alert.ingested_at && (
              <div>
                <dt>{words.inKafka}</dt>
                <dd>
                  {showInstant(alert.ingested_at)}
                  <span className="t3">
                    {words.msLater(Date.parse(alert.raised_at) - Date.parse(alert.ingested_at))}
                  </span>
                </dd>
              </div>
            )}
            <div>
              <dt>{common.version}</dt>
              <dd className="mono">{alert.version.slice(0, 12)}</dd>
            </div>
            {alert.dedupe_key && (
              <div>
                <dt>{words.case}</dt>
                <dd className="mono">{alert.dedupe_key}</dd>
              </div>
            )}
            <div>
              <dt>{words.alert}</dt>
              <dd className="mono">{alert.alert_id}</dd>
            </div>
          </dl>
        </div>
      </section>
      {!alert.masked && <Events alert={alert.alert_id} />}
      {!alert.masked && <Timeline alert={alert} onChoose={onChoose} />}
      <Notes alert={alert.alert_id} comments={alert.comments} />
    </>
  );
}

function inWords(value: unknown): string {
  if (typeof value === "number" && Number.isFinite(value)) return showNumber(value);
  if (isRaw(value) || typeof value !== "object") return showValue(value);
  return value === null ? "–" : JSON.stringify(value);
}

function Notes(props: {
  alert: string;
  comments: { number: number; at: string; by: string; text: string }[];
}) {
  const { alert, comments } = props;
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const add = useMutation({
    mutationFn: () =>
      call(
        api.POST("/api/v1/alerts/{alert}/comments", {
          params: { path: { alert } },
          body: { text: text.trim() },
        }),
      ),
    onSuccess: () => {
      setText("");
      return Promise.all([
        queries.invalidateQueries({ queryKey: ["alert", alert] }),
        queries.invalidateQueries({ queryKey: ["alerts-of"] }),
      ]);
    },
  });
  return (
    <section className="card" aria-label={alerts.notes.title}>
      <div className="card-head">
        <h3>{alerts.notes.title}</h3>
        {comments.length > 0 && <span className="count">{comments.length}</span>}
      </div>
      <div className="card-body col">
        {comments.map((each) => (
          <div key={each.number}>
            <p className="sm t3">
              <b className="t2">{each.by}</b>, <span title={showInstant(each.at)}>{showWhen(each.at)}</span>
            </p>
            <p style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{each.text}</p>
          </div>
        ))}
        <form
          className="col"
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim()) add.mutate();
          }}
        >
          <textarea
            id="alert-note"
            className="input"
            style={{ font: "inherit" }}
            rows={2}
            aria-label={alerts.notes.note}
            placeholder={alerts.notes.placeholder}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && text.trim()) add.mutate();
              if (event.key === "Escape") event.currentTarget.blur();
            }}
          />
          {add.isError && <Fault error={add.error} />}
          <div>
            <button type="submit" className="btn" disabled={add.isPending || !text.trim()}>
              {alerts.notes.save}
            </button>
          </div>
        </form>
      </div>
    </section>
  );
}
