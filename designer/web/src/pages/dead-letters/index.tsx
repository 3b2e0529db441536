import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { api, call } from "~/api/client";
import type { components } from "~/api/schema";
import { useCrumbs, useFrame } from "~/frame/state";
import { useView } from "~/frame/view";
import { messages, plural, showInstant, showNumber, showWhen } from "~/messages";
import { deadLetters } from "~/messages/dead-letters";
import { type Column, DataList } from "~/ui/DataList";
import { Empty } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import { Waiting } from "~/ui/Waiting";
import { LetterDialog } from "./LetterDialog";
import { ReplayDialog } from "./ReplayDialog";

const words = deadLetters.page;

type Group = components["schemas"]["LetterGroup"];
type Letter = components["schemas"]["LetterSummary"];

const PAGE = 200;
/** Of whoever goes on. */
const NEXT_PAGE = 500;
/** What one request sends round again at most; see the API. */
const MOST = 100;

/** Events that failed: what went wrong where, and another try. */
export default function DeadLettersPage() {
  const environment = useFrame((state) => state.environment);
  const [view, setView] = useView({ scenario: "", node: "", code: "", state: "waiting", letter: "" });
  const isGroup = Boolean(view.scenario && view.node && view.code);
  useCrumbs(
    { title: words.deadLetters, ...(isGroup ? { to: "/dead-letters" } : {}) },
    ...(isGroup ? [{ title: words.atOf(view.code, view.node, view.scenario) }] : []),
  );
  const replayed = view.state === "waiting" ? false : view.state === "replayed" ? true : undefined;
  return (
    <main className="page" style={{ flex: 1 }}>
      <div className="bar">
        {isGroup && (
          <button
            type="button"
            className="btn ghost icon"
            aria-label={words.allDeadLetters}
            onClick={() => setView({ scenario: "", node: "", code: "", letter: "" })}
          >
            <Icon name="back" />
          </button>
        )}
        <h1 className="cut">{isGroup ? <Where {...view} /> : words.deadLetters}</h1>
        <span className="t3 sm">{environment}</span>
        <span className="grow" />
        <fieldset className="seg" aria-label={words.which} style={{ margin: 0 }}>
          {[
            ["waiting", words.waiting],
            ["replayed", words.replayed],
            ["all", words.all],
          ].map(([id, title]) => (
            <button
              type="button"
              key={id}
              aria-pressed={view.state === id}
              onClick={() => setView({ state: id!, letter: "" })}
            >
              {title}
            </button>
          ))}
        </fieldset>
      </div>
      {isGroup ? (
        <Letters
          key={`${environment} ${view.scenario} ${view.node} ${view.code} ${view.state}`}
          query={{
            environment: [environment],
            scenario: [view.scenario],
            node: [view.node],
            code: [view.code],
            replayed,
          }}
          opened={view.letter}
          onOpen={(letter) => setView({ letter })}
        />
      ) : (
        <Groups
          query={{ environment: [environment], replayed }}
          onOpen={(group) =>
            setView({ scenario: group.scenario, node: group.node, code: group.code }, { push: true })
          }
        />
      )}
    </main>
  );
}

function Where({ scenario, node, code }: { scenario: string; node: string; code: string }) {
  return (
    <span className="cut">
      <code>{code}</code> {words.at} <span className="mono">{node}</span>{" "}
      <span className="t3" style={{ fontWeight: 400 }}>
        {words.of(scenario)}
      </span>
    </span>
  );
}

interface Query {
  environment: string[];
  scenario?: string[];
  node?: string[];
  code?: string[];
  replayed?: boolean;
}

function Groups({ query, onOpen }: { query: Query; onOpen: (group: Group) => void }) {
  const found = useQuery({
    queryKey: ["letter-groups", query],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/dead-letters/groups", { params: { query: query as never }, signal })),
    refetchInterval: 5_000,
  });
  const rows = found.data?.groups ?? [];
  const total = rows.reduce((sum, each) => sum + each.count, 0);
  const columns: Column<Group>[] = [
    {
      id: "count",
      title: messages.common.events,
      width: "80px",
      align: "right",
      render: (each) => <b>{showNumber(each.count)}</b>,
    },
    { id: "code", title: words.code, width: "136px", render: (each) => <code>{each.code}</code> },
    {
      id: "node",
      title: messages.common.node,
      width: "minmax(140px, 1fr)",
      render: (each) => (
        <span className="mono" title={each.node}>
          {each.node}
        </span>
      ),
    },
    {
      id: "scenario",
      title: messages.common.scenario,
      width: "minmax(140px, 1fr)",
      render: (each) => <b title={each.scenario}>{each.scenario}</b>,
    },
    {
      id: "replayed",
      title: words.replayed,
      width: "80px",
      align: "right",
      render: (each) => showNumber(each.replayed),
    },
    {
      id: "first",
      title: words.first,
      width: "132px",
      render: (each) => <span title={showInstant(each.first_at)}>{showWhen(each.first_at)}</span>,
    },
    {
      id: "last",
      title: words.last,
      width: "132px",
      render: (each) => <span title={showInstant(each.last_at)}>{showWhen(each.last_at)}</span>,
    },
  ];
  return (
    <div className="content">
      {rows.length > 0 && (
        <p className="t2">
          {words.leftTheirScenarioAtNothing(
            plural(total, messages.common.event),
            plural(rows.length, words.place),
          )}
        </p>
      )}
      <Waiting query={found} what={words.theDeadLetters} />
      {found.data && rows.length === 0 && (
        <Empty icon="letter" title={words.noDeadLettersHere}>
          <p>{query.replayed === false ? words.noEventWaits : words.nothingOfTheKind}</p>
        </Empty>
      )}
      {rows.length > 0 && (
        <DataList
          label={words.deadLettersByCode}
          columns={columns}
          rows={rows}
          keyOf={(each) => `${each.scenario} ${each.node} ${each.code}`}
          height={40}
          least={900}
          onOpen={onOpen}
        />
      )}
    </div>
  );
}

function Letters(props: { query: Query; opened: string; onOpen: (letter: string) => void }) {
  const { query, opened, onOpen } = props;
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const [edits, setEdits] = useState<Record<string, string>>({});
  const [isReplaying, setReplaying] = useState(false);
  const found = useInfiniteQuery({
    queryKey: ["letters", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const page = { after: pageParam, limit: pageParam === undefined ? PAGE : NEXT_PAGE };
      return call(
        api.GET("/api/v1/dead-letters", { params: { query: { ...query, ...page } as never }, signal }),
      );
    },
    getNextPageParam: (last) => last.after ?? undefined,
  });
  const rows = useMemo(() => found.data?.pages.flatMap((each) => each.dead_letters) ?? [], [found.data]);
  const total = found.data?.pages[0]?.total ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const picked = rows.filter((each) => chosen.has(each.id));

  function toggle(id: string) {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  }

  const columns: Column<Letter>[] = [
    {
      id: "chosen",
      title: (
        <input
          type="checkbox"
          aria-label={words.chooseTheFirst(MOST)}
          checked={picked.length > 0 && picked.length === Math.min(MOST, rows.length)}
          onChange={(event) =>
            setChosen(new Set(event.target.checked ? rows.slice(0, MOST).map((each) => each.id) : []))
          }
        />
      ),
      width: "20px",
      render: (each) => (
        <input
          type="checkbox"
          aria-label={words.choose(each.event_id)}
          checked={chosen.has(each.id)}
          onChange={() => toggle(each.id)}
        />
      ),
    },
    {
      id: "event",
      title: messages.common.eventTitle,
      width: "minmax(140px, 1fr)",
      render: (each) => (
        <span className="mono" title={each.event_id}>
          {each.event_id}
        </span>
      ),
    },
    {
      id: "message",
      title: words.whatWentWrong,
      width: "minmax(200px, 3fr)",
      render: (each) => <span title={each.message}>{each.message}</span>,
    },
    {
      id: "place",
      title: words.where,
      width: "minmax(120px, 1fr)",
      render: (each) => <span className="mono t2">{each.parameter ?? each.field ?? "–"}</span>,
    },
    {
      id: "state",
      title: messages.common.state,
      width: "136px",
      render: (each) =>
        edits[each.id] !== undefined ? (
          <span className="badge info">{words.correctedHere}</span>
        ) : each.replayed_at ? (
          <span className="badge ok" title={words.by(showInstant(each.replayed_at), each.replayed_by ?? "")}>
            <Icon name="reset" size={12} />
            {words.replayedInText}
          </span>
        ) : (
          <span className="badge">{words.waitingInText}</span>
        ),
    },
    {
      id: "at",
      title: words.written,
      width: "132px",
      render: (each) => <span title={showInstant(each.recorded_at)}>{showWhen(each.recorded_at)}</span>,
    },
  ];
  return (
    <div className="content">
      <div className="row wrap">
        <span className="t2">
          {words.newestFirst(plural(total, messages.common.event))}
          {picked.length > 0 && words.chosen(showNumber(picked.length))}
        </span>
        <span className="grow" />
        {Object.keys(edits).length > 0 && (
          <button type="button" className="btn" onClick={() => setEdits({})}>
            {words.drop(plural(Object.keys(edits).length, words.correction))}
          </button>
        )}
        <button
          type="button"
          className="btn primary"
          disabled={picked.length === 0 || picked.length > MOST}
          title={picked.length > MOST ? words.atMostAtATime(MOST) : undefined}
          onClick={() => setReplaying(true)}
        >
          <Icon name="play" size={14} />
          {words.replay} {picked.length > 0 ? plural(picked.length, messages.common.event) : words.theChosen}
        </button>
      </div>
      <Waiting query={found} what={words.theDeadLetters} />
      {found.data && rows.length === 0 && (
        <Empty icon="letter" title={words.noneIsLeftHere}>
          <p>{words.whatWasReplayedStandsUnder}</p>
        </Empty>
      )}
      {rows.length > 0 && (
        <DataList
          label={words.deadLetters}
          columns={columns}
          rows={rows}
          keyOf={(each) => each.id}
          height={36}
          least={900}
          isOn={(each) => chosen.has(each.id)}
          onOpen={(each) => onOpen(each.id)}
          onEnd={more}
        />
      )}
      {opened && (
        <LetterDialog
          key={opened}
          id={opened}
          edit={edits[opened]}
          onClose={() => onOpen("")}
          onEdit={(text) => {
            setEdits((old) => ({ ...old, [opened]: text }));
            setChosen((old) => new Set(old).add(opened));
            onOpen("");
          }}
        />
      )}
      {isReplaying && (
        <ReplayDialog
          letters={picked}
          edits={edits}
          onClose={() => setReplaying(false)}
          onDone={(done) => {
            setChosen(new Set());
            setEdits((old) => Object.fromEntries(Object.entries(old).filter(([id]) => !done.includes(id))));
          }}
        />
      )}
    </div>
  );
}
