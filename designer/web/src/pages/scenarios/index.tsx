import { Menu } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api, call } from "~/api/client";
import { foldersQuery, scenarioPages } from "~/api/queries";
import { covers, useSession } from "~/api/session";
import type { ScenarioSummary } from "~/api/types";
import { useCommands, useCrumbs } from "~/frame/state";
import { useGo, useView } from "~/frame/view";
import { messages, plural, showInstant, showNumber, showWhen } from "~/messages";
import { scenarios } from "~/messages/scenarios";
import { type Column, DataList } from "~/ui/DataList";
import { Empty } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import { toast, toastError } from "~/ui/toast";
import { isTyping, useTyping } from "~/ui/useTyping";
import { Waiting } from "~/ui/Waiting";
import { Chips } from "./Chips";
import { CopyDialog, ImportDialog, MoveDialog, NewDialog } from "./dialogs";
import { download } from "./export";
import { Gallery } from "./Gallery";

const words = scenarios.page;

type Opened =
  | { kind: "new"; template?: string }
  | { kind: "import" }
  | { kind: "copy" | "move"; names: string[] }
  | null;

/** All scenarios: find one, start one. */
export default function ScenariosPage() {
  useCrumbs({ title: words.scenarios });
  const session = useSession();
  const go = useGo();
  const queries = useQueryClient();
  const [view, setView] = useView({ q: "", folder: "", archived: "", order: "changed" });
  const search = useCallback((q: string) => setView({ q }), [setView]);
  const [text, setText] = useTyping(view.q, search);
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const [opened, setOpened] = useState<Opened>(null);
  const folders = useQuery(foldersQuery);
  const found = useInfiniteQuery(
    scenarioPages({
      search: view.q,
      folder: view.folder,
      archived: view.archived === "yes",
      order: view.order === "name" ? "title" : "changed",
    }),
  );
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      event.preventDefault();
      field.current?.focus();
    }
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);

  const commands = useMemo(
    () => [
      { id: "new", title: words.newScenario, group: words.scenarios, run: () => setOpened({ kind: "new" }) },
      {
        id: "import",
        title: words.importAScenario,
        group: words.scenarios,
        run: () => setOpened({ kind: "import" }),
      },
    ],
    [],
  );
  useCommands("scenarios", commands);

  const archive = useMutation({
    mutationFn: async ({ rows, archived }: { rows: ScenarioSummary[]; archived: boolean }) => {
      for (const each of rows) {
        const params = { path: { scenario: each.name } };
        await call(
          api.POST("/api/v1/scenarios/{scenario}/archive", {
            params,
            body: { archived, details: each.details },
          }),
        );
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["scenarios"] }),
    onSuccess: (_, { rows, archived }) => {
      setChosen(new Set());
      toast(`${plural(rows.length, words.scenario)} ${archived ? words.archived : words.takenBack}.`);
    },
    onError: toastError,
  });

  const mayDraw =
    session.is_administrator || Object.values(session.folders).some((role) => role !== "viewer");
  const rows = useMemo(() => found.data?.pages.flatMap((each) => each.scenarios) ?? [], [found.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const picked = rows.filter((each) => chosen.has(each.name));
  const isFiltered = Boolean(view.q || view.folder || view.archived);
  const titles = new Map(folders.data?.folders.map((each) => [each.name, each.title]));

  const columns: Column<ScenarioSummary>[] = [
    {
      id: "chosen",
      title: (
        <input
          type="checkbox"
          aria-label={words.chooseAll}
          checked={picked.length > 0 && picked.length === rows.length}
          onChange={(event) => setChosen(new Set(event.target.checked ? rows.map((each) => each.name) : []))}
        />
      ),
      width: "20px",
      render: (each) => (
        <input
          type="checkbox"
          aria-label={words.choose(each.title)}
          checked={chosen.has(each.name)}
          onChange={() => setChosen(toggled(chosen, each.name))}
        />
      ),
    },
    {
      id: "scenario",
      title: <Sortable title={messages.common.scenario} order="name" view={view} setView={setView} />,
      width: "minmax(240px, 3fr)",
      render: (each) => (
        <>
          <span className="row">
            <Link
              className="cut"
              to={`/scenarios/${each.name}` as never}
              style={{ color: "var(--text)", fontWeight: 600 }}
              title={each.title}
            >
              {each.title}
            </Link>
            {each.labels.map((label) => (
              <span key={label} className="badge">
                {label}
              </span>
            ))}
          </span>
          <small className="mono">{each.name}</small>
        </>
      ),
    },
    {
      id: "folder",
      title: messages.common.folder,
      width: "minmax(96px, 1fr)",
      render: (each) => titles.get(each.folder) ?? each.folder,
    },
    {
      id: "version",
      title: messages.common.version,
      width: "80px",
      render: (each) =>
        each.version === null ? (
          <span className="badge line">{words.draftOnly}</span>
        ) : (
          <span className="badge">v{each.version}</span>
        ),
    },
    {
      id: "environments",
      title: words.environments,
      width: "minmax(376px, 2fr)",
      render: (each) => <Chips scenario={each.name} />,
    },
    {
      id: "changed",
      title: <Sortable title={words.lastChange} order="changed" view={view} setView={setView} />,
      width: "120px",
      render: (each) => (
        <span title={showInstant(each.changed_at)}>
          {showWhen(each.changed_at)}
          <small>{each.changed_by}</small>
        </span>
      ),
    },
    {
      id: "more",
      title: <span className="vh">{messages.common.more}</span>,
      width: "28px",
      render: (each) => (
        <Menu position="bottom-end">
          <Menu.Target>
            <button type="button" className="btn ghost icon" aria-label={words.moreFor(each.title)}>
              <Icon name="more" />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => go(`/scenarios/${each.name}`)}>{words.open}</Menu.Item>
            {mayDraw && (
              <Menu.Item onClick={() => setOpened({ kind: "copy", names: [each.name] })}>
                {messages.common.copy}
              </Menu.Item>
            )}
            <Menu.Item onClick={() => void download(each.name, "yaml")}>{words.exportAsYaml}</Menu.Item>
            <Menu.Item onClick={() => void download(each.name, "json")}>{words.exportAsJson}</Menu.Item>
            {covers(session, each.folder, "analyst") && (
              <>
                <Menu.Divider />
                <Menu.Item onClick={() => setOpened({ kind: "move", names: [each.name] })}>
                  {messages.common.moveToFolder}
                </Menu.Item>
                <Menu.Item
                  onClick={() => archive.mutate({ rows: [each], archived: each.archived_at === null })}
                >
                  {each.archived_at === null ? words.archive : words.takeBack}
                </Menu.Item>
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      ),
    },
  ];

  function submit(event: FormEvent) {
    event.preventDefault();
    setView({ q: text });
  }

  return (
    <main className="page" style={{ flex: 1 }}>
      <div className="bar">
        <h1>
          {words.scenarios}
          {found.data && (
            <span className="count">
              {showNumber(rows.length)}
              {hasNextPage ? "+" : ""}
            </span>
          )}
        </h1>
        <span className="grow" />
        {mayDraw && (
          <>
            <button type="button" className="btn" onClick={() => setOpened({ kind: "import" })}>
              {words.import}
            </button>
            <button type="button" className="btn primary" onClick={() => setOpened({ kind: "new" })}>
              <Icon name="plus" size={14} />
              {words.newScenario}
            </button>
          </>
        )}
      </div>
      <div className="content">
        <form className="row wrap" onSubmit={submit} role="search">
          <label className="search" style={{ width: 320 }}>
            <Icon name="search" size={14} />
            <input
              ref={field}
              type="search"
              value={text}
              aria-label={words.searchInNamesAndExpressions}
              placeholder={words.namesFoldersAndExpressions}
              onChange={(event) => setText(event.target.value)}
            />
            <kbd>/</kbd>
          </label>
          <select
            className="input"
            style={{ width: 168 }}
            aria-label={messages.common.folder}
            value={view.folder}
            onChange={(event) => setView({ folder: event.target.value })}
          >
            <option value="">{words.folderAny}</option>
            {folders.data?.folders.map((each) => (
              <option key={each.name} value={each.name}>
                {each.title}
              </option>
            ))}
          </select>
          <button
            type="button"
            className="chip"
            aria-pressed={view.archived === "yes"}
            onClick={() => setView({ archived: view.archived ? "" : "yes" })}
          >
            {view.archived === "yes" && <Icon name="tick" size={12} />}
            {words.archivedTitle}
          </button>
          <span className="grow" />
          {picked.length > 0 && (
            <fieldset
              className="row"
              style={{ border: 0, margin: 0, padding: 0 }}
              aria-label={words.forTheChosen}
            >
              <span className="t2">{words.selected(picked.length)}</span>
              {picked.length === 1 && (
                <button
                  type="button"
                  className="btn"
                  onClick={() => setOpened({ kind: "copy", names: picked.map((each) => each.name) })}
                >
                  {messages.common.copy}
                </button>
              )}
              <button
                type="button"
                className="btn"
                onClick={() => setOpened({ kind: "move", names: picked.map((each) => each.name) })}
              >
                {messages.common.move}
              </button>
              <button
                type="button"
                className="btn"
                onClick={() => archive.mutate({ rows: picked, archived: view.archived !== "yes" })}
              >
                {view.archived === "yes" ? words.takeBack : words.archive}
              </button>
            </fieldset>
          )}
        </form>

        <Waiting query={found} what={words.theScenarios} />
        {found.data && rows.length === 0 && isFiltered && (
          <Empty icon="search" title={words.noScenarioFits}>
            <p>{words.nothingInNamesTitles}</p>
            <button
              type="button"
              className="btn"
              onClick={() => {
                setText("");
                setView({ q: "", folder: "", archived: "" });
              }}
            >
              {messages.common.showAll}
            </button>
          </Empty>
        )}
        {found.data && rows.length === 0 && !isFiltered && (
          <Empty icon="scenario" title={words.noScenariosYet}>
            <p>{mayDraw ? words.startFromATemplateBelow : words.youSee}</p>
            {mayDraw && (
              <button type="button" className="btn" onClick={() => setOpened({ kind: "new" })}>
                {words.startWithAnEmptyScenario}
              </button>
            )}
          </Empty>
        )}
        {rows.length > 0 && (
          <DataList
            label={words.scenarios}
            columns={columns}
            rows={rows}
            keyOf={(each) => each.name}
            least={1040}
            isOn={(each) => chosen.has(each.name)}
            onOpen={(each) => go(`/scenarios/${each.name}`)}
            onEnd={more}
          />
        )}
        {mayDraw && <Gallery onChoose={(template) => setOpened({ kind: "new", template })} />}
      </div>

      {opened?.kind === "new" && <NewDialog template={opened.template} onClose={() => setOpened(null)} />}
      {opened?.kind === "import" && <ImportDialog onClose={() => setOpened(null)} />}
      {opened?.kind === "copy" && (
        <CopyDialog
          scenario={rows.find((each) => each.name === opened.names[0])!}
          onClose={() => setOpened(null)}
        />
      )}
      {opened?.kind === "move" && (
        <MoveDialog
          scenarios={rows.filter((each) => opened.names.includes(each.name))}
          onClose={() => setOpened(null)}
        />
      )}
    </main>
  );
}

function Sortable(props: {
  title: string;
  order: string;
  view: { order: string };
  setView: (view: { order: string }) => void;
}) {
  const { title, order, view, setView } = props;
  const isOn = view.order === order;
  return (
    <button
      type="button"
      className="link row row-4"
      style={{ color: "inherit" }}
      aria-pressed={isOn}
      onClick={() => setView({ order })}
    >
      {title}
      {isOn && <Icon name={order === "changed" ? "down" : "up"} size={12} />}
    </button>
  );
}

function toggled(names: Set<string>, name: string): Set<string> {
  const next = new Set(names);
  if (!next.delete(name)) next.add(name);
  return next;
}
