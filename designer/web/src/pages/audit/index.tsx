import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { api, call } from "~/api/client";
import { showValue } from "~/api/json";
import type { components } from "~/api/schema";
import { useSession } from "~/api/session";
import { useCrumbs } from "~/frame/state";
import { useView } from "~/frame/view";
import { plural, showInstant, showNumber, showWhen } from "~/messages";
import { Fault } from "~/ui/Confirm";
import { type Column, DataList } from "~/ui/DataList";
import { Dialog } from "~/ui/Dialog";
import { Empty, Failed, Loading } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import { useTyping } from "~/ui/useTyping";

type Entry = components["schemas"]["EntryAnswer"];

const PAGE = 200;
/** What the log tells of: the beginning of an action, up to its dot. */
const SUBJECTS: [string, string][] = [
  ["", "Everything"],
  ["scenario", "Scenarios"],
  ["deployment", "Deployments"],
  ["stream", "Streams"],
  ["alert", "Alerts"],
  ["dead-letter", "Dead letters"],
  ["environment", "Environments"],
  ["folder", "Folders and roles"],
  ["user", "Users"],
  ["session", "Sessions"],
  ["token", "API tokens"],
];

/** Who did what, and when: a chain that shows when something was taken out of it. */
export default function AuditPage() {
  useCrumbs({ title: "Audit" });
  const session = useSession();
  const [view, setView] = useView({ action: "", user: "", subject: "" });
  const setUserView = useCallback((user: string) => setView({ user }), [setView]);
  const setSubjectView = useCallback((subject: string) => setView({ subject }), [setView]);
  const [user, setUser] = useTyping(view.user, setUserView);
  const [subject, setSubject] = useTyping(view.subject, setSubjectView);
  const [opened, setOpened] = useState<Entry | null>(null);
  const query = {
    limit: PAGE,
    ...(view.action ? { action: view.action } : {}),
    ...(view.user ? { user: view.user } : {}),
    ...(view.subject ? { subject: view.subject } : {}),
  };
  const found = useInfiniteQuery({
    queryKey: ["audit", query],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(api.GET("/api/v1/audit", { params: { query: { ...query, before: pageParam } }, signal })),
    getNextPageParam: (last) => last.before ?? undefined,
  });
  const verify = useMutation({ mutationFn: () => call(api.GET("/api/v1/audit/verify")) });
  const rows = useMemo(() => found.data?.pages.flatMap((each) => each.entries) ?? [], [found.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const isFiltered = Boolean(view.action || view.user || view.subject);

  const columns: Column<Entry>[] = [
    { id: "number", title: "No.", width: "72px", align: "right", render: (each) => showNumber(each.number) },
    {
      id: "at",
      title: "When",
      width: "136px",
      render: (each) => <span title={showInstant(each.at)}>{showWhen(each.at)}</span>,
    },
    {
      id: "actor",
      title: "Who",
      width: "minmax(96px, 1fr)",
      render: (each) => <b title={each.actor}>{each.actor}</b>,
    },
    {
      id: "action",
      title: "What",
      width: "minmax(176px, 1fr)",
      render: (each) => <code>{each.action}</code>,
    },
    {
      id: "subject",
      title: "Of",
      width: "minmax(120px, 1.5fr)",
      render: (each) => (
        <span className="mono" title={each.subject}>
          {each.subject}
        </span>
      ),
    },
    { id: "folder", title: "Folder", width: "minmax(80px, 1fr)", render: (each) => each.folder ?? "" },
    {
      id: "detail",
      title: "Detail",
      width: "minmax(120px, 2fr)",
      render: (each) => <span className="mono t2">{inWords(each.detail)}</span>,
    },
  ];
  return (
    <main className="page" style={{ flex: 1 }}>
      <div className="bar">
        <h1>Audit</h1>
        <span className="grow" />
        {session.is_administrator && (
          <>
            <button type="button" className="btn" disabled={verify.isPending} onClick={() => verify.mutate()}>
              <Icon name="lock" size={14} />
              {verify.isPending ? "Checking the chain…" : "Verify"}
            </button>
            <a className="btn" href="/api/v1/audit/export" download="filbert-audit.jsonl">
              Export all
            </a>
          </>
        )}
      </div>
      <div className="content">
        <div className="row wrap" role="search">
          <select
            className="input"
            style={{ width: 176 }}
            aria-label="About"
            value={view.action}
            onChange={(event) => setView({ action: event.target.value })}
          >
            {SUBJECTS.map(([value, title]) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </select>
          <input
            className="input"
            style={{ width: 168 }}
            aria-label="Who"
            placeholder="Who (name)"
            value={user}
            onChange={(event) => setUser(event.target.value.trim())}
          />
          <input
            className="input"
            style={{ width: 220 }}
            aria-label="Of what"
            placeholder="Of what (name, exactly)"
            value={subject}
            onChange={(event) => setSubject(event.target.value.trim())}
          />
          {isFiltered && (
            <button
              type="button"
              className="btn ghost"
              onClick={() => {
                setUser("");
                setSubject("");
                setView({ action: "", user: "", subject: "" });
              }}
            >
              Show all
            </button>
          )}
        </div>
        {verify.isError && <Fault error={verify.error} />}
        {verify.data && (
          <div className={`notice ${verify.data.is_whole ? "ok" : "danger"}`} role="status">
            <Icon name={verify.data.is_whole ? "tick" : "error"} />
            <div className="grow">
              {verify.data.is_whole ? (
                <>
                  The chain is whole: {plural(verify.data.entries, "entry", "entries")}, each with the hash of
                  the one before. Keep the head elsewhere; it shows later whether something was cut off the
                  end.
                </>
              ) : (
                <>The chain is broken. {verify.data.fault}</>
              )}
              <p className="mono" style={{ overflowWrap: "anywhere" }}>
                {verify.data.head}
              </p>
            </div>
          </div>
        )}
        {found.isPending && <Loading what="entries" />}
        {found.isError && <Failed what="The log" error={found.error} again={() => void found.refetch()} />}
        {found.data && rows.length === 0 && (
          <Empty icon="search" title={isFiltered ? "No entry fits" : "Nothing was done yet in your folders"}>
            {isFiltered && <p>Names are compared whole; about what, by its beginning.</p>}
          </Empty>
        )}
        {rows.length > 0 && (
          <DataList
            label="Audit log"
            columns={columns}
            rows={rows}
            keyOf={(each) => each.number}
            height={32}
            least={900}
            onOpen={setOpened}
            onEnd={more}
          />
        )}
        {isFetchingNextPage && <p className="t3">Loading older entries…</p>}
      </div>
      {opened && (
        <Dialog title={`Entry ${showNumber(opened.number)}`} size={640} onClose={() => setOpened(null)}>
          <dl className="pairs">
            {[
              ["When", showInstant(opened.at)],
              ["Who", opened.actor],
              ["From", opened.address || "–"],
              ["What", opened.action],
              ["Of", opened.subject],
              ["Folder", opened.folder ?? "–"],
              ["Hash", opened.hash],
              ...Object.entries(opened.detail).map(([key, value]) => [key, showValue(value)]),
            ].map(([key, value]) => (
              <div key={key}>
                <dt>{key}</dt>
                <dd className="mono">{value}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      )}
    </main>
  );
}

function inWords(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .map(([key, value]) => `${key} ${showValue(value)}`)
    .join(", ");
}
