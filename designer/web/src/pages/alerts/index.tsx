import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent as ReactKeyboardEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { api, call } from "~/api/client";
import { messageOf } from "~/api/problem";
import { useSession } from "~/api/session";
import { useCommands, useCrumbs, useFrame } from "~/frame/state";
import { useView } from "~/frame/view";
import { messages, showInstant, showNumber } from "~/messages";
import { alerts as texts } from "~/messages/alerts";
import { Fault } from "~/ui/Confirm";
import { Dialog } from "~/ui/Dialog";
import { Empty, Failed, Loading } from "~/ui/Empty";
import { TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { saveFrom } from "~/ui/saveFile";
import { toast, toastError } from "~/ui/toast";
import { useStepping } from "~/ui/useStepping";
import { isTyping, useTyping } from "~/ui/useTyping";
import { Case } from "./Case";
import "./alerts.css";
import {
  type AlertSummary,
  exportAddress,
  linesOf,
  newer,
  stepped,
  toggledValue,
  type Verdict,
  valuesOf,
} from "./inbox";
import { PrecisionDialog } from "./Precision";
import { SnoozeDialog, SnoozesDialog, useSnoozes } from "./Snooze";

const { page, filters, inbox, keys, keySheet } = texts;

const PAGE = 100;
/** Of whoever goes on. */
const NEXT_PAGE = 500;
/** Pixels of a line. */
const ALERT_HEIGHT = 56;
const DAY_HEIGHT = 25;
const POLLED_MS = 5_000;
const HOUR = 3_600_000;
const RANGES: [string, string, number | null][] = [
  ["", page.ranges.any, null],
  ["24h", page.ranges.day, 24 * HOUR],
  ["7d", page.ranges.week, 7 * 24 * HOUR],
  ["30d", page.ranges.month, 30 * 24 * HOUR],
];
const FACETS = [
  { id: "verdict", title: filters.verdict, words: filters.verdicts },
  { id: "severity", title: filters.severity, words: filters.severities },
  { id: "scenario", title: messages.common.scenario, words: {} },
  { id: "assignee", title: filters.assignee, words: { nobody: filters.nobody } },
] as const;

/** The inbox of whoever judges alerts: filter, look, judge, by keyboard alone if one likes. */
export default function AlertsPage() {
  useCrumbs({ title: page.title });
  const session = useSession();
  const environment = useFrame((state) => state.environment);
  const queries = useQueryClient();
  const [view, setView] = useView({
    verdict: "open",
    severity: "",
    scenario: "",
    assignee: "",
    subject: "",
    range: "",
    alert: "",
  });
  const setSubjectView = useCallback((subject: string) => setView({ subject }), [setView]);
  const [subject, setSubject] = useTyping(view.subject, setSubjectView);
  const [dialog, setDialog] = useState<"assign" | "keys" | "precision" | "snoozes" | null>(null);
  const [snoozing, setSnoozing] = useState<{
    environment: string;
    scenario: string;
    subject: string;
  } | null>(null);
  const snoozes = useSnoozes(environment).data?.snoozes.length ?? 0;
  const filter = {
    environment: [environment],
    verdict: valuesOf(view.verdict === "any" ? "" : view.verdict),
    severity: valuesOf(view.severity),
    scenario: valuesOf(view.scenario),
    assignee: valuesOf(view.assignee),
    subject: view.subject ? [view.subject] : [],
  };
  const found = useInfiniteQuery({
    queryKey: ["alerts", filter, view.range],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...filter,
        since: sinceOf(view.range),
        after: pageParam,
        limit: pageParam ? NEXT_PAGE : PAGE,
      };
      return call(api.GET("/api/v1/alerts", { params: { query: query as never }, signal }));
    },
    getNextPageParam: (last) => last.after ?? undefined,
    placeholderData: keepPreviousData,
    // All pages are read again: with many of them less often, so that they are no more requests.
    refetchInterval: (query) => POLLED_MS * Math.max(1, query.state.data?.pages.length ?? 1),
  });
  const alerts = useMemo(() => found.data?.pages.flatMap((each) => each.alerts) ?? [], [found.data]);
  const total = found.data?.pages[0]?.total ?? 0;
  const facets = found.data?.pages[0]?.facets ?? {};
  const chosen = alerts.find((each) => each.alert_id === view.alert) ? view.alert : "";
  // The first one stays where nobody has chosen: a newer alert must not take the place of one that is being judged.
  const asked = JSON.stringify([filter, view.range]);
  const [first, setFirst] = useState({ asked, alert: "" });
  const isThere = first.asked === asked && alerts.some((each) => each.alert_id === first.alert);
  const top = isThere ? first.alert : (alerts[0]?.alert_id ?? "");
  if (!found.isPlaceholderData && (first.asked !== asked || first.alert !== top))
    setFirst({ asked, alert: top });
  const shown = view.alert || top;
  const isFiltered = Boolean(
    view.severity || view.scenario || view.assignee || view.subject || view.range || view.verdict !== "open",
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const choose = useCallback((alert: string) => setView({ alert }), [setView]);

  const change = useMutation({
    mutationFn: ({
      alert,
      values,
    }: {
      alert: AlertSummary;
      values: { verdict?: Verdict; assignee?: string | null };
    }) =>
      call(
        api.PATCH("/api/v1/alerts/{alert}", {
          params: { path: { alert: alert.alert_id } },
          body: { revision: alert.revision, ...values },
        }),
      ),
    onSuccess: (saved) => queries.setQueryData(["alert", saved.alert_id], saved),
    onSettled: (_, __, { alert }) =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["alerts"] }),
        queries.invalidateQueries({ queryKey: ["alert", alert.alert_id] }),
        queries.invalidateQueries({ queryKey: ["alerts-of"] }),
      ]),
  });
  const { mutateAsync } = change;
  const judging = useRef(new Set<string>());

  /** Judge the shown alert and go on to the next one at once; then offer the way back. */
  const judge = useCallback(
    async (alert: AlertSummary, verdict: Verdict) => {
      // A key may be pressed faster than the service answers, and than the page shows what it has answered.
      if (judging.current.has(alert.alert_id)) return;
      judging.current.add(alert.alert_id);
      const before = alert.verdict;
      const next = stepped(alerts, alert.alert_id, 1);
      if (next !== alert.alert_id) choose(next);
      try {
        const saved = await mutateAsync({ alert, values: { verdict } });
        toast(page.judged(alert.title, verdict), "ok", {
          title: page.undo,
          run: () => void mutateAsync({ alert: saved, values: { verdict: before } }).catch(toastError),
        });
      } catch (error) {
        toast(page.notJudged(alert.title, messageOf(error)), "danger", {
          title: page.showIt,
          run: () => choose(alert.alert_id),
        });
      } finally {
        judging.current.delete(alert.alert_id);
      }
    },
    [alerts, mutateAsync, choose],
  );

  const listed = alerts.find((each) => each.alert_id === shown);
  // What was just judged may have left the list, or not have been read there again.
  const current = newer(queries.getQueryData<AlertSummary>(["alert", shown]), listed);
  // Before anything is painted: who sees the next alert chosen and presses a key means that one.
  useLayoutEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector(".mantine-Modal-content")) return;
      if (event.key === "j" || event.key === "k") choose(stepped(alerts, shown, event.key === "j" ? 1 : -1));
      else if (event.key === "1" && current) void judge(current, current.verdict === "true" ? null : "true");
      else if (event.key === "2" && current)
        void judge(current, current.verdict === "false" ? null : "false");
      else if (event.key === "a" && current) setDialog("assign");
      else if (event.key === "s" && current && !current.masked)
        // The list cuts very long subjects.
        setSnoozing(queries.getQueryData<AlertSummary>(["alert", shown]) ?? current);
      else if (event.key === "n") document.getElementById("alert-note")?.focus();
      else if (event.key === "?") setDialog("keys");
      else return;
      event.preventDefault();
    }
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [alerts, shown, current, judge, choose, queries]);

  const commands = useMemo(
    () => [
      {
        id: "keys",
        title: page.keysOfTheInbox,
        group: page.title,
        keys: "?",
        run: () => setDialog("keys"),
      },
      {
        id: "mine",
        title: page.myAlerts,
        group: page.title,
        run: () => setView({ assignee: encodeURIComponent(session.user), verdict: "open" }),
      },
    ],
    [session.user, setView],
  );
  useCommands("alerts", commands);

  return (
    <main className="page" style={{ flex: 1 }}>
      <div className="bar">
        <h1>{page.title}</h1>
        <span className="t3 sm">{environment}</span>
        <span className="grow" />
        <label className="search" style={{ width: 220 }}>
          <Icon name="search" size={14} />
          <input
            type="search"
            aria-label={page.subjectExactly}
            placeholder={page.subjectExactly}
            value={subject}
            onChange={(event) => setSubject(event.target.value.trim())}
          />
        </label>
        <select
          className="input"
          style={{ width: 128 }}
          aria-label={page.raised}
          value={view.range}
          onChange={(event) => setView({ range: event.target.value })}
        >
          {RANGES.map(([id, title]) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
        <button type="button" className="btn" onClick={() => setDialog("precision")}>
          {page.precision}
        </button>
        <button type="button" className="btn" onClick={() => setDialog("snoozes")}>
          <Icon name="clock" size={14} />
          {page.snoozed} {snoozes > 0 && <span className="count">{showNumber(snoozes)}</span>}
        </button>
        <button
          type="button"
          className="btn"
          disabled={total === 0}
          title={page.exportHint(total)}
          onClick={() => saveFrom(exportAddress(filter, sinceOf(view.range)))}
        >
          {page.export}
        </button>
      </div>
      <div className="triage">
        <aside className="facets" aria-label={filters.title}>
          {FACETS.map(({ id, title, words }) => (
            <Facet
              key={`${environment} ${id}`}
              title={title}
              words={{ ...words, [session.user]: filters.me }}
              values={facets[id] ?? []}
              always={id === "verdict" ? ["open", "true", "false"] : []}
              chosen={filter[id]}
              onToggle={(value) => {
                const next = toggledValue(view[id] === "any" ? "" : view[id], value);
                setView({ [id]: id === "verdict" && next === "" ? "any" : next });
              }}
            />
          ))}
          {isFiltered && (
            <button
              type="button"
              className="btn small"
              onClick={() => {
                setSubject("");
                setView({
                  verdict: "open",
                  severity: "",
                  scenario: "",
                  assignee: "",
                  subject: "",
                  range: "",
                });
              }}
            >
              {filters.allOpen}
            </button>
          )}
        </aside>
        <section className="inbox" aria-label={inbox.title}>
          <div className="inbox-head">
            <h2>{inbox.total(total)}</h2>
            <span className="grow" />
            <span className="t3 sm">{inbox.newestFirst}</span>
          </div>
          {found.isPending && <Loading what={inbox.loading} />}
          {found.isError && !found.data && (
            <Failed what={inbox.theAlerts} error={found.error} again={() => void found.refetch()} />
          )}
          {found.data && alerts.length === 0 && (
            <Empty icon="alert" title={isFiltered ? inbox.noneFits : inbox.nothingIsOpen(environment)}>
              <p>{isFiltered ? inbox.takeAFilterAway : inbox.newOnesComeIn}</p>
            </Empty>
          )}
          {alerts.length > 0 && (
            <Inbox
              alerts={alerts}
              isWhole={!hasNextPage}
              chosen={chosen || shown}
              onChoose={choose}
              onEnd={more}
            />
          )}
          <div className="inbox-keys" aria-hidden="true">
            <span>
              <kbd>j</kbd>
              <kbd>k</kbd>
              {keys.move}
            </span>
            <span>
              <kbd>1</kbd>
              {keys.true}
            </span>
            <span>
              <kbd>2</kbd>
              {keys.false}
            </span>
            <span>
              <kbd>a</kbd>
              {keys.assign}
            </span>
            <span>
              <kbd>s</kbd>
              {keys.snooze}
            </span>
            <span>
              <kbd>n</kbd>
              {keys.note}
            </span>
            <span>
              <kbd>?</kbd>
              {keys.keys}
            </span>
          </div>
        </section>
        <article className="case" aria-label={page.chosenAlert}>
          {shown ? (
            <Case
              key={shown}
              id={shown}
              isWorking={change.isPending}
              onJudge={judge}
              onAssign={() => setDialog("assign")}
              onSnooze={setSnoozing}
              onChoose={choose}
            />
          ) : (
            <Empty icon="alert" title={page.noneIsChosen} />
          )}
        </article>
      </div>
      {dialog === "assign" && current && (
        <AssignDialog
          alert={current}
          names={[...new Set([session.user, ...(facets.assignee ?? []).map((each) => each.value)])].filter(
            (each) => each !== "nobody",
          )}
          onClose={() => setDialog(null)}
          save={(assignee) =>
            call(
              api.PATCH("/api/v1/alerts/{alert}", {
                params: { path: { alert: current.alert_id } },
                body: { revision: current.revision, assignee },
              }),
            ).finally(() =>
              Promise.all([
                queries.invalidateQueries({ queryKey: ["alerts"] }),
                queries.invalidateQueries({ queryKey: ["alert", current.alert_id] }),
              ]),
            )
          }
        />
      )}
      {snoozing && <SnoozeDialog of={snoozing} onClose={() => setSnoozing(null)} />}
      {dialog === "precision" && (
        <PrecisionDialog environment={environment} onClose={() => setDialog(null)} />
      )}
      {dialog === "snoozes" && <SnoozesDialog environment={environment} onClose={() => setDialog(null)} />}
      {dialog === "keys" && (
        <Dialog title={page.keysOfTheInbox} size={400} onClose={() => setDialog(null)}>
          <dl className="pairs">
            {[
              ["j, k", keySheet.move],
              ["1", keySheet.true],
              ["2", keySheet.false],
              ["a", keySheet.assign],
              ["s", keySheet.snooze],
              ["n", keySheet.note],
              ["?", keySheet.keys],
            ].map(([key, does]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      )}
    </main>
  );
}

function sinceOf(range: string): string | undefined {
  const length = RANGES.find(([id]) => id === range)?.[2];
  return length ? new Date(Date.now() - length).toISOString() : undefined;
}

function Facet(props: {
  title: string;
  words: Record<string, string>;
  values: { value: string; count: number }[];
  always: string[];
  chosen: string[];
  onToggle: (value: string) => void;
}) {
  const { title, words, values, always, chosen, onToggle } = props;
  const counts = new Map(values.map((each) => [each.value, each.count]));
  // What has a word of its own stands in the order of the words: high before low.
  const ranks = new Map(Object.keys(words).map((word, rank) => [word, rank]));
  const rank = (value: string) => ranks.get(value) ?? ranks.size;
  // What was offered stays, with its last alert judged too: a box that vanished when it is unticked would
  // take the focus with it and move the next one under the pointer.
  const offered = useRef<string[]>([]);
  offered.current = [
    ...new Set([...always, ...values.map((each) => each.value), ...chosen, ...offered.current]),
  ];
  const names = [...offered.current].sort((one, other) => rank(one) - rank(other));
  if (names.length === 0) return null;
  return (
    <fieldset>
      <legend>{title}</legend>
      {names.map((value) => (
        <label key={value} title={value}>
          <input type="checkbox" checked={chosen.includes(value)} onChange={() => onToggle(value)} />
          <span className="cut grow">{words[value] ?? value}</span>
          <span className="n">{showNumber(counts.get(value) ?? 0)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Inbox(props: {
  alerts: AlertSummary[];
  isWhole: boolean;
  chosen: string;
  onChoose: (alert: string) => void;
  onEnd: () => void;
}) {
  const { alerts, isWhole, chosen, onChoose, onEnd } = props;
  const lines = useMemo(() => linesOf(alerts, isWhole), [alerts, isWhole]);
  const box = useRef<HTMLDivElement>(null);
  const { isGoingToTheEnd, next, stay } = useStepping(box, ALERT_HEIGHT);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: (at) => ("alert" in lines[at]! ? ALERT_HEIGHT : DAY_HEIGHT),
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= lines.length - 5) onEnd();
  }, [last, lines.length, onEnd]);
  const at = lines.findIndex((each) => "alert" in each && each.alert.alert_id === chosen);
  const { scrollToIndex } = virtual;
  // Only when another one is chosen: new alerts that come in above must not move the list.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said
  useEffect(() => {
    if (at >= 0) scrollToIndex(at);
  }, [chosen]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a step for each page that comes
  useEffect(() => {
    const isHere = document.activeElement === box.current;
    if (isGoingToTheEnd.current && isHere && alerts.length > 0) onChoose(alerts.at(-1)!.alert_id);
  }, [alerts.length]);

  function press(event: ReactKeyboardEvent) {
    const place = alerts.findIndex((each) => each.alert_id === chosen);
    const found = next(event, place, alerts.length);
    if (found === null) return;
    event.preventDefault();
    onChoose(alerts[found]!.alert_id);
  }

  return (
    <div
      className="inbox-list inset-focus"
      ref={box}
      role="listbox"
      aria-label={inbox.list}
      tabIndex={0}
      aria-activedescendant={chosen ? `alert-${chosen}` : undefined}
      onKeyDown={press}
      onWheel={stay}
      onPointerDown={stay}
    >
      <div style={{ height: virtual.getTotalSize(), position: "relative" }} role="presentation">
        {items.map(({ index, start, size }) => {
          const line = lines[index]!;
          const style = { transform: `translateY(${start}px)`, height: size };
          if (!("alert" in line)) {
            return (
              <div key={line.day} className="day" style={style} role="presentation">
                <span>{line.day}</span>
                <span>{inbox.ofDay(line.count, line.isWhole)}</span>
              </div>
            );
          }
          const { alert } = line;
          return (
            <div
              key={alert.alert_id}
              id={`alert-${alert.alert_id}`}
              role="option"
              tabIndex={-1}
              aria-selected={alert.alert_id === chosen}
              className={`alert${alert.alert_id === chosen ? " on" : ""}${alert.verdict ? " done" : ""}`}
              style={style}
              onClick={() => onChoose(alert.alert_id)}
              onKeyDown={() => {}}
            >
              <Sign alert={alert} />
              <span className="ttl cut" title={alert.title}>
                {alert.title}
              </span>
              <time className="sm t3" dateTime={alert.raised_at} title={showInstant(alert.raised_at)}>
                {clock.format(new Date(alert.raised_at))}
              </time>
              <span className="meta">
                <b className={toneOf(alert)}>{wordOf(alert)}</b>
                <span className="mono xs cut grow">{alert.scenario}</span>
                {alert.assignee && <span className="badge cut">{alert.assignee}</span>}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

function Sign({ alert }: { alert: AlertSummary }) {
  const name = alert.verdict
    ? alert.verdict === "true"
      ? "tick"
      : "cross"
    : alert.severity === "low"
      ? "alert"
      : alert.severity === "medium"
        ? "warning"
        : "error";
  return (
    <span className={toneOf(alert)}>
      <Icon name={name} />
    </span>
  );
}

function toneOf(alert: AlertSummary): string {
  if (alert.verdict) return alert.verdict === "true" ? "c-ok" : "t3";
  if (alert.severity === "high" || alert.severity === "critical") return "c-danger";
  return alert.severity === "medium" ? "c-warn" : "t2";
}

function wordOf(alert: AlertSummary): string {
  if (alert.verdict) return filters.verdicts[alert.verdict];
  return (filters.severities as Record<string, string>)[alert.severity] ?? alert.severity;
}

function AssignDialog(props: {
  alert: AlertSummary;
  names: string[];
  onClose: () => void;
  save: (assignee: string | null) => Promise<unknown>;
}) {
  const { alert, names, onClose, save } = props;
  const [name, setName] = useState(alert.assignee ?? names[0] ?? "");
  const work = useMutation({ mutationFn: save, onSuccess: onClose });
  return (
    <Dialog
      title={texts.assignDialog.title}
      size={420}
      onClose={onClose}
      onSubmit={() => work.mutate(name.trim() || null)}
      foot={
        <>
          {alert.assignee && (
            <button type="button" className="btn" onClick={() => work.mutate(null)}>
              {texts.assignDialog.toNobody}
            </button>
          )}
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {messages.common.cancel}
          </button>
          <button type="submit" className="btn primary" disabled={work.isPending || !name.trim()}>
            {texts.assignDialog.assignTo(name)}
          </button>
        </>
      }
    >
      <p className="cut">{alert.title}</p>
      <TextField
        label={messages.common.user}
        hint={texts.assignDialog.whoCanBeChosen}
        className="input"
        data-autofocus
        list="assignees"
        value={name}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
      />
      <datalist id="assignees">
        {names.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </datalist>
      {work.isError && <Fault error={work.error} />}
    </Dialog>
  );
}
