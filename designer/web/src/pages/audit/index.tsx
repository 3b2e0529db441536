import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { api, call } from "~/api/client";
import { showValue } from "~/api/json";
import type { components } from "~/api/schema";
import { useSession } from "~/api/session";
import { useCrumbs } from "~/frame/state";
import { useView } from "~/frame/view";
import { messages, plural, showInstant, showNumber, showWhen } from "~/messages";
import { audit } from "~/messages/audit";
import { Fault } from "~/ui/Confirm";
import { type Column, DataList } from "~/ui/DataList";
import { Dialog } from "~/ui/Dialog";
import { Empty } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import { useTyping } from "~/ui/useTyping";
import { Waiting } from "~/ui/Waiting";

const words = audit;

type Entry = components["schemas"]["EntryAnswer"];

const PAGE = 200;
/** Of whoever goes on. */
const NEXT_PAGE = 1_000;
/** What the log tells of: the beginning of an action, up to its dot. */
const SUBJECTS: [string, string][] = [
  ["", words.everything],
  ["scenario", words.scenarios],
  ["deployment", words.deployments],
  ["stream", words.streams],
  ["alert", words.alerts],
  ["dead-letter", words.deadLetters],
  ["environment", words.environments],
  ["folder", words.foldersAndRoles],
  ["user", words.users],
  ["session", words.sessions],
  ["token", words.apiTokens],
];

/** Who did what, and when: a chain that shows when something was taken out of it. */
export default function AuditPage() {
  useCrumbs({ title: words.audit });
  const session = useSession();
  const [view, setView] = useView({ action: "", user: "", subject: "" });
  const setUserView = useCallback((user: string) => setView({ user }), [setView]);
  const setSubjectView = useCallback((subject: string) => setView({ subject }), [setView]);
  const [user, setUser] = useTyping(view.user, setUserView);
  const [subject, setSubject] = useTyping(view.subject, setSubjectView);
  const [opened, setOpened] = useState<Entry | null>(null);
  const query = {
    ...(view.action ? { action: view.action } : {}),
    ...(view.user ? { user: view.user } : {}),
    ...(view.subject ? { subject: view.subject } : {}),
  };
  const found = useInfiniteQuery({
    queryKey: ["audit", query],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) => {
      const page = { before: pageParam, limit: pageParam === undefined ? PAGE : NEXT_PAGE };
      return call(api.GET("/api/v1/audit", { params: { query: { ...query, ...page } }, signal }));
    },
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
    {
      id: "number",
      title: words.no,
      width: "72px",
      align: "right",
      render: (each) => showNumber(each.number),
    },
    {
      id: "at",
      title: words.when,
      width: "136px",
      render: (each) => <span title={showInstant(each.at)}>{showWhen(each.at)}</span>,
    },
    {
      id: "actor",
      title: words.who,
      width: "minmax(96px, 1fr)",
      render: (each) => <b title={each.actor}>{each.actor}</b>,
    },
    {
      id: "action",
      title: words.what,
      width: "minmax(176px, 1fr)",
      render: (each) => <code>{each.action}</code>,
    },
    {
      id: "subject",
      title: words.of,
      width: "minmax(120px, 1.5fr)",
      render: (each) => (
        <span className="mono" title={each.subject}>
          {each.subject}
        </span>
      ),
    },
    {
      id: "folder",
      title: messages.common.folder,
      width: "minmax(80px, 1fr)",
      render: (each) => each.folder ?? "",
    },
    {
      id: "detail",
      title: words.detail,
      width: "minmax(120px, 2fr)",
      render: (each) => <span className="mono t2">{inWords(each.detail)}</span>,
    },
  ];
  return (
    <main className="page" style={{ flex: 1 }}>
      <div className="bar">
        <h1>{words.audit}</h1>
        <span className="grow" />
        {session.is_administrator && (
          <>
            <button type="button" className="btn" disabled={verify.isPending} onClick={() => verify.mutate()}>
              <Icon name="lock" size={14} />
              {verify.isPending ? words.checkingTheChain : words.verify}
            </button>
            <a className="btn" href="/api/v1/audit/export" download="filbert-audit.jsonl">
              {words.exportAll}
            </a>
          </>
        )}
      </div>
      <div className="content">
        <div className="row wrap" role="search">
          <select
            className="input"
            style={{ width: 176 }}
            aria-label={words.about}
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
            aria-label={words.who}
            placeholder={words.whoName}
            value={user}
            onChange={(event) => setUser(event.target.value.trim())}
          />
          <input
            className="input"
            style={{ width: 220 }}
            aria-label={words.ofWhat}
            placeholder={words.ofWhatNameExactly}
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
              {messages.common.showAll}
            </button>
          )}
        </div>
        {verify.isError && <Fault error={verify.error} />}
        {verify.data && (
          <div className={`notice ${verify.data.is_whole ? "ok" : "danger"}`} role="status">
            <Icon name={verify.data.is_whole ? "tick" : "error"} />
            <div className="grow">
              {verify.data.is_whole
                ? words.theChainIsWhole(plural(verify.data.entries, words.entry, words.entries))
                : words.theChainIsBroken(verify.data.fault ?? "")}
              <p className="mono" style={{ overflowWrap: "anywhere" }}>
                {verify.data.head}
              </p>
            </div>
          </div>
        )}
        <Waiting query={found} what={words.theLog} />
        {found.data && rows.length === 0 && (
          <Empty icon="search" title={isFiltered ? words.noEntryFits : words.nothingWasDoneYet}>
            {isFiltered && <p>{words.namesAreComparedWholeAbout}</p>}
          </Empty>
        )}
        {rows.length > 0 && (
          <DataList
            label={words.auditLog}
            columns={columns}
            rows={rows}
            keyOf={(each) => each.number}
            height={32}
            least={900}
            onOpen={setOpened}
            onEnd={more}
          />
        )}
        {isFetchingNextPage && <p className="t3">{words.loadingOlderEntries}</p>}
      </div>
      {opened && (
        <Dialog title={words.entryOf(showNumber(opened.number))} size={640} onClose={() => setOpened(null)}>
          <dl className="pairs">
            {[
              [words.when, showInstant(opened.at)],
              [words.who, opened.actor],
              [words.from, opened.address || "–"],
              [words.what, opened.action],
              [words.of, opened.subject],
              [messages.common.folder, opened.folder ?? "–"],
              [words.hash, opened.hash],
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
