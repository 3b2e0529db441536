import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { foldersQuery, streamsQuery } from "~/api/queries";
import type { components } from "~/api/schema";
import { useSession } from "~/api/session";
import { useCommands, useCrumbs } from "~/frame/state";
import { useGo, useView } from "~/frame/view";
import { messages, showInstant, showNumber, showWhen } from "~/messages";
import { streams } from "~/messages/streams";
import { type Column, DataList } from "~/ui/DataList";
import { Empty } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import { Search } from "~/ui/Search";
import { useTyping } from "~/ui/useTyping";
import { Waiting } from "~/ui/Waiting";
import { CreateStream } from "./CreateStream";
import "./streams.css";

const words = streams.page;

type Stream = components["schemas"]["StreamSummary"];

/** All streams: the named, typed topics that scenarios read and write. */
export default function StreamsPage() {
  useCrumbs({ title: words.streams });
  const session = useSession();
  const go = useGo();
  const [view, setView] = useView({ q: "", folder: "", new: "" });
  const search = useCallback((q: string) => setView({ q }), [setView]);
  const [text, setText] = useTyping(view.q, search);
  const [isNew, setNew] = useState(view.new === "yes");
  const found = useQuery(streamsQuery);
  const folders = useQuery(foldersQuery);
  const titles = new Map(folders.data?.folders.map((each) => [each.name, each.title]));
  const mayCreate =
    session.is_administrator || Object.values(session.folders).some((role) => role !== "viewer");
  const rows = useMemo(
    () =>
      (found.data?.streams ?? []).filter(
        (each) =>
          `${each.name} ${each.title}`.toLowerCase().includes(view.q.toLowerCase()) &&
          (!view.folder || each.folder === view.folder),
      ),
    [found.data, view.q, view.folder],
  );
  const commands = useMemo(
    () => [{ id: "new", title: words.newStream, group: words.streams, run: () => setNew(true) }],
    [],
  );
  useCommands("streams", commands);

  const columns: Column<Stream>[] = [
    {
      id: "name",
      title: messages.common.stream,
      width: "minmax(200px, 2fr)",
      render: (each) => (
        <>
          <Link
            to={`/streams/${each.name}` as never}
            style={{ color: "var(--text)", fontWeight: 600 }}
            title={each.title}
          >
            {each.title}
          </Link>
          <small className="mono">{each.name}</small>
        </>
      ),
    },
    {
      id: "folder",
      title: messages.common.folder,
      width: "minmax(120px, 1fr)",
      render: (each) => titles.get(each.folder) ?? each.folder,
    },
    {
      id: "changed",
      title: words.lastChange,
      width: "148px",
      render: (each) => (
        <span title={showInstant(each.changed_at)}>
          {showWhen(each.changed_at)}
          <small>{each.changed_by}</small>
        </span>
      ),
    },
  ];
  return (
    <main className="page" style={{ flex: 1 }}>
      <div className="bar">
        <h1>
          {words.streams}{" "}
          {found.data && <span className="count">{showNumber(found.data.streams.length)}</span>}
        </h1>
        <span className="grow" />
        {mayCreate && (
          <button type="button" className="btn primary" onClick={() => setNew(true)}>
            <Icon name="plus" size={14} />
            {words.newStream}
          </button>
        )}
      </div>
      <div className="content">
        <div className="row wrap" role="search">
          <Search text={text} setText={setText} label={words.searchStreams} placeholder={words.nameOrTitle} />
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
        </div>
        <Waiting query={found} what={words.theStreams} />
        {found.data && found.data.streams.length === 0 && (
          <Empty icon="stream" title={words.noStreamsYet}>
            <p>{words.aStreamIsAKafka}</p>
            {mayCreate && (
              <button type="button" className="btn" onClick={() => setNew(true)}>
                {words.makeTheFirstOne}
              </button>
            )}
          </Empty>
        )}
        {found.data && found.data.streams.length > 0 && rows.length === 0 && (
          <Empty icon="search" title={words.noStreamFits}>
            <button
              type="button"
              className="btn"
              onClick={() => {
                setText("");
                setView({ q: "", folder: "" });
              }}
            >
              {messages.common.showAll}
            </button>
          </Empty>
        )}
        {rows.length > 0 && (
          <DataList
            label={words.streams}
            columns={columns}
            rows={rows}
            keyOf={(each) => each.name}
            onOpen={(each) => go(`/streams/${each.name}`)}
          />
        )}
      </div>
      {isNew && <CreateStream onClose={() => setNew(false)} />}
    </main>
  );
}
