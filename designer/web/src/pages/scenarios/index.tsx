import { Menu } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api, call } from "~/api/client";
import { foldersQuery, scenariosQuery } from "~/api/queries";
import { covers, useSession } from "~/api/session";
import type { ScenarioSummary } from "~/api/types";
import { useCommands, useCrumbs } from "~/frame/state";
import { useGo, useView } from "~/frame/view";
import { plural, showInstant, showNumber, showWhen } from "~/messages";
import { Empty, Failed, Loading } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import { toast, toastError } from "~/ui/toast";
import { isTyping, useTyping } from "~/ui/useTyping";
import { Chips } from "./Chips";
import { CopyDialog, ImportDialog, MoveDialog, NewDialog } from "./dialogs";
import { download } from "./export";
import { Gallery } from "./Gallery";

type Opened =
  | { kind: "new"; template?: string }
  | { kind: "import" }
  | { kind: "copy" | "move"; names: string[] }
  | null;

/** All scenarios: find one, start one. */
export default function ScenariosPage() {
  useCrumbs({ title: "Scenarios" });
  const session = useSession();
  const go = useGo();
  const queries = useQueryClient();
  const [view, setView] = useView({ q: "", folder: "", archived: "", order: "changed" });
  const search = useCallback((q: string) => setView({ q }), [setView]);
  const [text, setText] = useTyping(view.q, search);
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const [opened, setOpened] = useState<Opened>(null);
  const folders = useQuery(foldersQuery);
  const found = useQuery(
    scenariosQuery({ search: view.q, folder: view.folder, archived: view.archived === "yes" }),
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
      { id: "new", title: "New scenario", group: "Scenarios", run: () => setOpened({ kind: "new" }) },
      {
        id: "import",
        title: "Import a scenario",
        group: "Scenarios",
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
      toast(`${plural(rows.length, "scenario")} ${archived ? "archived" : "taken back"}.`);
    },
    onError: toastError,
  });

  const mayDraw =
    session.is_administrator || Object.values(session.folders).some((role) => role !== "viewer");
  const rows = useMemo(() => sorted(found.data?.scenarios ?? [], view.order), [found.data, view.order]);
  const picked = rows.filter((each) => chosen.has(each.name));
  const isFiltered = Boolean(view.q || view.folder || view.archived);
  const titles = new Map(folders.data?.folders.map((each) => [each.name, each.title]));

  function submit(event: FormEvent) {
    event.preventDefault();
    setView({ q: text });
  }

  return (
    <main className="page" style={{ flex: 1 }}>
      <div className="bar">
        <h1>
          Scenarios
          {found.data && (
            <span className="count">
              {showNumber(rows.length)}
              {found.data.after ? "+" : ""}
            </span>
          )}
        </h1>
        <span className="grow" />
        {mayDraw && (
          <>
            <button type="button" className="btn" onClick={() => setOpened({ kind: "import" })}>
              Import
            </button>
            <button type="button" className="btn primary" onClick={() => setOpened({ kind: "new" })}>
              <Icon name="plus" size={14} />
              New scenario
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
              aria-label="Search in names and expressions"
              placeholder="Names, folders and expressions"
              onChange={(event) => setText(event.target.value)}
            />
            <kbd>/</kbd>
          </label>
          <select
            className="input"
            style={{ width: 168 }}
            aria-label="Folder"
            value={view.folder}
            onChange={(event) => setView({ folder: event.target.value })}
          >
            <option value="">Folder: any</option>
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
            Archived
          </button>
          <span className="grow" />
          {picked.length > 0 && (
            <fieldset
              className="row"
              style={{ border: 0, margin: 0, padding: 0 }}
              aria-label="For the chosen"
            >
              <span className="t2">{picked.length} selected</span>
              {picked.length === 1 && (
                <button
                  type="button"
                  className="btn"
                  onClick={() => setOpened({ kind: "copy", names: picked.map((each) => each.name) })}
                >
                  Copy
                </button>
              )}
              <button
                type="button"
                className="btn"
                onClick={() => setOpened({ kind: "move", names: picked.map((each) => each.name) })}
              >
                Move
              </button>
              <button
                type="button"
                className="btn"
                onClick={() => archive.mutate({ rows: picked, archived: view.archived !== "yes" })}
              >
                {view.archived === "yes" ? "Take back" : "Archive"}
              </button>
            </fieldset>
          )}
        </form>

        <div className="list-box" style={{ flex: "none" }}>
          {found.isPending && <Loading what="scenarios" />}
          {found.isError && (
            <Failed what="The scenarios" error={found.error} again={() => void found.refetch()} />
          )}
          {found.data && rows.length === 0 && isFiltered && (
            <Empty icon="search" title="No scenario fits">
              <p>Nothing in names, titles and expressions fits what is chosen above.</p>
              <button
                type="button"
                className="btn"
                onClick={() => {
                  setText("");
                  setView({ q: "", folder: "", archived: "" });
                }}
              >
                Show all
              </button>
            </Empty>
          )}
          {found.data && rows.length === 0 && !isFiltered && (
            <Empty icon="scenario" title="No scenarios yet">
              <p>
                {mayDraw
                  ? "Start from a template below: it opens as a copy with streams, sample events and tests, and runs while you draw."
                  : "You see what is in your folders. Ask an administrator for a role in one."}
              </p>
              {mayDraw && (
                <button type="button" className="btn" onClick={() => setOpened({ kind: "new" })}>
                  Start with an empty scenario
                </button>
              )}
            </Empty>
          )}
          {rows.length > 0 && (
            <table className="list">
              <thead>
                <tr>
                  <th style={{ width: 32 }}>
                    <input
                      type="checkbox"
                      aria-label="Choose all"
                      checked={picked.length === rows.length}
                      onChange={(event) =>
                        setChosen(new Set(event.target.checked ? rows.map((each) => each.name) : []))
                      }
                    />
                  </th>
                  <Sortable title="Scenario" order="name" view={view} setView={setView} />
                  <th>Folder</th>
                  <th>Version</th>
                  <th>Environments</th>
                  <Sortable title="Last change" order="changed" view={view} setView={setView} />
                  <th style={{ width: 44 }}>
                    <span className="vh">More</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((each) => (
                  <tr key={each.name} className={chosen.has(each.name) ? "on" : undefined}>
                    <td>
                      <input
                        type="checkbox"
                        aria-label={`Choose ${each.title}`}
                        checked={chosen.has(each.name)}
                        onChange={() => setChosen(toggled(chosen, each.name))}
                      />
                    </td>
                    <td style={{ maxWidth: 420 }}>
                      <div className="row">
                        <Link
                          className="cut"
                          to={`/scenarios/${each.name}` as never}
                          style={{ color: "var(--text)", fontWeight: 600 }}
                        >
                          {each.title}
                        </Link>
                        {each.labels.map((label) => (
                          <span key={label} className="badge">
                            {label}
                          </span>
                        ))}
                      </div>
                      <small className="mono cut">{each.name}</small>
                    </td>
                    <td>{titles.get(each.folder) ?? each.folder}</td>
                    <td>
                      {each.version === null ? (
                        <span className="badge line">draft only</span>
                      ) : (
                        <span className="badge">v{each.version}</span>
                      )}
                    </td>
                    <td>
                      <Chips scenario={each.name} />
                    </td>
                    <td title={showInstant(each.changed_at)}>
                      {showWhen(each.changed_at)}
                      <small>{each.changed_by}</small>
                    </td>
                    <td>
                      <Menu position="bottom-end">
                        <Menu.Target>
                          <button
                            type="button"
                            className="btn ghost icon"
                            aria-label={`More for ${each.title}`}
                          >
                            <Icon name="more" />
                          </button>
                        </Menu.Target>
                        <Menu.Dropdown>
                          <Menu.Item onClick={() => go(`/scenarios/${each.name}`)}>Open</Menu.Item>
                          {mayDraw && (
                            <Menu.Item onClick={() => setOpened({ kind: "copy", names: [each.name] })}>
                              Copy
                            </Menu.Item>
                          )}
                          <Menu.Item onClick={() => void download(each.name, "yaml")}>
                            Export as YAML
                          </Menu.Item>
                          <Menu.Item onClick={() => void download(each.name, "json")}>
                            Export as JSON
                          </Menu.Item>
                          {covers(session, each.folder, "analyst") && (
                            <>
                              <Menu.Divider />
                              <Menu.Item onClick={() => setOpened({ kind: "move", names: [each.name] })}>
                                Move to a folder
                              </Menu.Item>
                              <Menu.Item
                                onClick={() =>
                                  archive.mutate({ rows: [each], archived: each.archived_at === null })
                                }
                              >
                                {each.archived_at === null ? "Archive" : "Take back"}
                              </Menu.Item>
                            </>
                          )}
                        </Menu.Dropdown>
                      </Menu>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
        {found.data?.after && (
          <p className="t3">The first {showNumber(rows.length)} are shown; search to find others.</p>
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
    <th aria-sort={isOn ? (order === "changed" ? "descending" : "ascending") : "none"}>
      <button
        type="button"
        className="link row row-4"
        style={{ color: "inherit" }}
        onClick={() => setView({ order })}
      >
        {title}
        {isOn && <Icon name={order === "changed" ? "down" : "up"} size={12} />}
      </button>
    </th>
  );
}

function sorted(rows: ScenarioSummary[], order: string): ScenarioSummary[] {
  return [...rows].sort((one, other) =>
    order === "name" ? one.title.localeCompare(other.title) : other.changed_at.localeCompare(one.changed_at),
  );
}

function toggled(names: Set<string>, name: string): Set<string> {
  const next = new Set(names);
  if (!next.delete(name)) next.add(name);
  return next;
}
