import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { api, call } from "~/api/client";
import type { components } from "~/api/schema";
import { useCrumbs, useFrame } from "~/frame/state";
import { useView } from "~/frame/view";
import { plural, showInstant, showNumber, showWhen } from "~/messages";
import { type Column, DataList } from "~/ui/DataList";
import { Empty, Failed, Loading } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import { LetterDialog } from "./LetterDialog";
import { ReplayDialog } from "./ReplayDialog";

type Group = components["schemas"]["LetterGroup"];
type Letter = components["schemas"]["LetterSummary"];

const PAGE = 200;
/** What one request sends round again at most; see the API. */
const MOST = 100;

/** Events that failed: what went wrong where, and another try. */
export default function DeadLettersPage() {
  const environment = useFrame((state) => state.environment);
  const [view, setView] = useView({ scenario: "", node: "", code: "", state: "waiting", letter: "" });
  const isGroup = Boolean(view.scenario && view.node && view.code);
  useCrumbs(
    { title: "Dead letters", ...(isGroup ? { to: "/dead-letters" } : {}) },
    ...(isGroup ? [{ title: `${view.code} at ${view.node} of ${view.scenario}` }] : []),
  );
  const replayed = view.state === "waiting" ? false : view.state === "replayed" ? true : undefined;
  return (
    <main className="page" style={{ flex: 1 }}>
      <div className="bar">
        {isGroup && (
          <button
            type="button"
            className="btn ghost icon"
            aria-label="All dead letters"
            onClick={() => setView({ scenario: "", node: "", code: "", letter: "" })}
          >
            <Icon name="back" />
          </button>
        )}
        <h1 className="cut">{isGroup ? <Where {...view} /> : "Dead letters"}</h1>
        <span className="t3 sm">{environment}</span>
        <span className="grow" />
        <fieldset className="seg" aria-label="Which" style={{ margin: 0 }}>
          {[
            ["waiting", "Waiting"],
            ["replayed", "Replayed"],
            ["all", "All"],
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
    <span>
      <code>{code}</code> at <span className="mono">{node}</span>{" "}
      <span className="t3" style={{ fontWeight: 400 }}>
        of {scenario}
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
      title: "Events",
      width: "80px",
      align: "right",
      render: (each) => <b>{showNumber(each.count)}</b>,
    },
    { id: "code", title: "Code", width: "136px", render: (each) => <code>{each.code}</code> },
    {
      id: "node",
      title: "Node",
      width: "minmax(140px, 1fr)",
      render: (each) => (
        <span className="mono" title={each.node}>
          {each.node}
        </span>
      ),
    },
    {
      id: "scenario",
      title: "Scenario",
      width: "minmax(140px, 1fr)",
      render: (each) => <b title={each.scenario}>{each.scenario}</b>,
    },
    {
      id: "replayed",
      title: "Replayed",
      width: "80px",
      align: "right",
      render: (each) => showNumber(each.replayed),
    },
    {
      id: "first",
      title: "First",
      width: "132px",
      render: (each) => <span title={showInstant(each.first_at)}>{showWhen(each.first_at)}</span>,
    },
    {
      id: "last",
      title: "Last",
      width: "132px",
      render: (each) => <span title={showInstant(each.last_at)}>{showWhen(each.last_at)}</span>,
    },
  ];
  return (
    <div className="content">
      {rows.length > 0 && (
        <p className="t2">
          {plural(total, "event")} left their scenario at {plural(rows.length, "place")}. Nothing of them is
          lost: open a line to look at the events, correct them and send them round again.
        </p>
      )}
      {found.isPending && <Loading what="dead letters" />}
      {found.isError && !found.data && (
        <Failed what="The dead letters" error={found.error} again={() => void found.refetch()} />
      )}
      {found.data && rows.length === 0 && (
        <Empty icon="letter" title="No dead letters here">
          <p>
            {query.replayed === false
              ? "No event waits for a correction. Those that were sent round again stand under Replayed."
              : "Nothing of the kind, in the scenarios that you may see."}
          </p>
        </Empty>
      )}
      {rows.length > 0 && (
        <DataList
          label="Dead letters by code and node"
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
    queryFn: ({ pageParam, signal }) =>
      call(
        api.GET("/api/v1/dead-letters", {
          params: { query: { ...query, after: pageParam, limit: PAGE } as never },
          signal,
        }),
      ),
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
          aria-label={`Choose the first ${MOST}`}
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
          aria-label={`Choose ${each.event_id}`}
          checked={chosen.has(each.id)}
          onChange={() => toggle(each.id)}
        />
      ),
    },
    {
      id: "event",
      title: "Event",
      width: "minmax(140px, 1fr)",
      render: (each) => (
        <span className="mono" title={each.event_id}>
          {each.event_id}
        </span>
      ),
    },
    {
      id: "message",
      title: "What went wrong",
      width: "minmax(200px, 3fr)",
      render: (each) => <span title={each.message}>{each.message}</span>,
    },
    {
      id: "place",
      title: "Where",
      width: "minmax(120px, 1fr)",
      render: (each) => <span className="mono t2">{each.parameter ?? each.field ?? "–"}</span>,
    },
    {
      id: "state",
      title: "State",
      width: "136px",
      render: (each) =>
        edits[each.id] !== undefined ? (
          <span className="badge info">corrected here</span>
        ) : each.replayed_at ? (
          <span className="badge ok" title={`${showInstant(each.replayed_at)}, by ${each.replayed_by}`}>
            <Icon name="reset" size={12} />
            replayed
          </span>
        ) : (
          <span className="badge">waiting</span>
        ),
    },
    {
      id: "at",
      title: "Written",
      width: "132px",
      render: (each) => <span title={showInstant(each.recorded_at)}>{showWhen(each.recorded_at)}</span>,
    },
  ];
  return (
    <div className="content">
      <div className="row wrap">
        <span className="t2">
          {plural(total, "event")}, newest first
          {picked.length > 0 && `; ${showNumber(picked.length)} chosen`}
        </span>
        <span className="grow" />
        {Object.keys(edits).length > 0 && (
          <button type="button" className="btn" onClick={() => setEdits({})}>
            Drop {plural(Object.keys(edits).length, "correction")}
          </button>
        )}
        <button
          type="button"
          className="btn primary"
          disabled={picked.length === 0 || picked.length > MOST}
          title={picked.length > MOST ? `At most ${MOST} at a time` : undefined}
          onClick={() => setReplaying(true)}
        >
          <Icon name="play" size={14} />
          Replay {picked.length > 0 ? plural(picked.length, "event") : "the chosen"}
        </button>
      </div>
      {found.isPending && <Loading what="dead letters" />}
      {found.isError && !found.data && (
        <Failed what="The dead letters" error={found.error} again={() => void found.refetch()} />
      )}
      {found.data && rows.length === 0 && (
        <Empty icon="letter" title="None is left here">
          <p>What was replayed stands under Replayed.</p>
        </Empty>
      )}
      {rows.length > 0 && (
        <DataList
          label="Dead letters"
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
