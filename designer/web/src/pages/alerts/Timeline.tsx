import { useInfiniteQuery } from "@tanstack/react-query";
import type { KeyboardEvent } from "react";
import { api, call } from "~/api/client";
import { showInstant, showNumber, showWhen } from "~/messages";
import { alerts as texts } from "~/messages/alerts";
import { Failed, Loading } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import type { AlertSummary } from "./inbox";
import { Swatches } from "./Swatches";
import {
  endOfSnooze,
  momentsOf,
  type Strip,
  stripOf,
  type TimelineAlert,
  type TimelineSnooze,
} from "./timeline";

const words = texts.timeline;

const PAGE = 50;
const WIDTH = 600;
const HEIGHT = 26;
const TICK = 4;
/** Not by colour alone: what is true stands out. */
const TALL = { true: 17, false: 11, open: 7 };

/** What is known of an alert's subject over time: its alerts in all scenarios, what was made of them, its snoozes. */
export function Timeline({ alert, onChoose }: { alert: AlertSummary; onChoose: (alert: string) => void }) {
  const found = useInfiniteQuery({
    queryKey: ["alerts-of", alert.environment, alert.subject],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { after: pageParam, limit: PAGE };
      const params = { path: { alert: alert.alert_id }, query };
      return call(api.GET("/api/v1/alerts/{alert}/timeline", { params, signal }));
    },
    getNextPageParam: (last) => last.after ?? undefined,
  });
  const alerts = found.data?.pages.flatMap((each) => each.alerts) ?? [];
  const first = found.data?.pages[0];
  const moments = momentsOf(alerts, first?.snoozes ?? [], !found.hasNextPage);
  const strip = stripOf(moments);
  const isAlone = moments.length === 1 && alerts.length === 1 && alerts[0]!.comments.length === 0;
  return (
    <section className="card" aria-label={words.title}>
      <div className="card-head wrap">
        <h3>{words.title}</h3>
        {first && <span className="count">{showNumber(first.total)}</span>}
        <span className="grow" />
        {strip && !isAlone && <Swatches titles={{ ...words.verdicts, snooze: words.snoozed }} />}
      </div>
      <div className="card-body col">
        {found.isPending && <Loading what={words.theTimeline} rows={2} />}
        {found.isError && !found.data && (
          <Failed what={words.theTimeline} error={found.error} again={() => void found.refetch()} />
        )}
        {first && isAlone && <p className="t2">{words.alone}</p>}
        {strip && !isAlone && <Picture strip={strip} chosen={alert.alert_id} />}
        {!isAlone && moments.length > 0 && (
          <ol className="timeline" onKeyDown={step}>
            {moments.map((each) =>
              "alert" in each ? (
                <AlertLine
                  key={each.alert.alert_id}
                  alert={each.alert}
                  isChosen={each.alert.alert_id === alert.alert_id}
                  onChoose={onChoose}
                />
              ) : (
                <SnoozeLine key={`${each.snooze.scenario} ${each.at}`} snooze={each.snooze} />
              ),
            )}
          </ol>
        )}
        {first && found.hasNextPage && (
          <div className="row">
            <button
              type="button"
              className="btn small"
              disabled={found.isFetchingNextPage}
              onClick={() => void found.fetchNextPage()}
            >
              {words.showOlder}
            </button>
            <span className="t3 sm">{words.newestOf(alerts.length, first.total)}</span>
          </div>
        )}
      </div>
    </section>
  );
}

/** The arrows go from alert to alert. */
function step(event: KeyboardEvent<HTMLOListElement>): void {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
  const at = links.indexOf(document.activeElement as HTMLElement);
  if (!by || at < 0) return;
  event.preventDefault();
  links[Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
}

function AlertLine(props: { alert: TimelineAlert; isChosen: boolean; onChoose: (alert: string) => void }) {
  const { alert, isChosen, onChoose } = props;
  return (
    <li className={alert.verdict ?? "open"} aria-current={isChosen ? "true" : undefined}>
      <time className="t3 sm nowrap" dateTime={alert.raised_at} title={showInstant(alert.raised_at)}>
        {showWhen(alert.raised_at)}
      </time>
      <div className="col row-4">
        <div className="row">
          {isChosen ? (
            <b className="cut" title={alert.title}>
              {alert.title}
            </b>
          ) : (
            <button
              type="button"
              className="link cut"
              title={alert.title}
              onClick={() => onChoose(alert.alert_id)}
            >
              {alert.title}
            </button>
          )}
          <span className="mono xs t3 nowrap">{alert.scenario}</span>
          <span className="grow" />
          {isChosen && <span className="t3 sm nowrap">{words.thisOne}</span>}
          <span
            className="badge"
            title={alert.verdict_at ? words.judged(alert.verdict_by, alert.verdict_at) : undefined}
          >
            {words.verdicts[alert.verdict ?? "open"]}
            {alert.verdict_by && ` · ${alert.verdict_by}`}
          </span>
        </div>
        {alert.comments.map((each) => (
          <p key={each.number} className="sm said" title={showInstant(each.at)}>
            <b className="t2">{each.by}</b> <span className="t3">{showWhen(each.at)}:</span> {each.text}
          </p>
        ))}
      </div>
    </li>
  );
}

function SnoozeLine({ snooze }: { snooze: TimelineSnooze }) {
  const end = endOfSnooze(snooze);
  const isOver = Date.parse(end) <= Date.now();
  return (
    <li className="snooze">
      <time className="t3 sm nowrap" dateTime={snooze.at} title={showInstant(snooze.at)}>
        {showWhen(snooze.at)}
      </time>
      <div className="col row-4">
        <div className="row">
          <Icon name="clock" size={12} />
          <p>
            {words.snooze(snooze.by, snooze.until)}
            {snooze.ended_at && words.ended(snooze.ended_by, snooze.ended_at)}
          </p>
          <span className="mono xs t3 cut">{snooze.scenario}</span>
          <span className="grow" />
          {!isOver && <span className="badge">{words.now}</span>}
        </div>
        {snooze.reason && <p className="sm said">{snooze.reason}</p>}
      </div>
    </li>
  );
}

function Picture({ strip, chosen }: { strip: Strip; chosen: string }) {
  const at = (place: number) => TICK + place * (WIDTH - 2 * TICK);
  return (
    <figure className="moments">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words.picture(strip.alerts.length, strip.snoozes.length, strip.from, strip.to)}
      >
        <line x1={0} x2={WIDTH} y1={HEIGHT - 1} y2={HEIGHT - 1} className="axis" />
        {strip.snoozes.map((each) => (
          <rect
            key={`${each.from} ${each.to}`}
            className="snooze"
            x={at(each.from)}
            width={Math.max(2, at(each.to) - at(each.from))}
            y={HEIGHT - 7}
            height={5}
          />
        ))}
        {strip.alerts.map((each) => (
          <rect
            key={each.id}
            className={`${each.kind}${each.id === chosen ? " chosen" : ""}`}
            x={at(each.at) - TICK / 2}
            width={TICK}
            y={HEIGHT - 8 - TALL[each.kind]}
            height={TALL[each.kind]}
          />
        ))}
      </svg>
      <figcaption className="t3 xs row">
        <span>{showWhen(strip.from)}</span>
        <span className="grow" />
        <span>{words.now}</span>
      </figcaption>
    </figure>
  );
}
