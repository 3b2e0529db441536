import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api, call } from "~/api/client";
import { showValue } from "~/api/json";
import { ApiError } from "~/api/problem";
import { foldersQuery } from "~/api/queries";
import type { components } from "~/api/schema";
import { covers, useSession } from "~/api/session";
import { useCrumbs } from "~/frame/state";
import { useGo, useParam, useView } from "~/frame/view";
import { messages, plural, showInstant, showWhen } from "~/messages";
import { streams } from "~/messages/streams";
import { Confirm, Fault } from "~/ui/Confirm";
import { Conflict } from "~/ui/Conflict";
import { Empty } from "~/ui/Empty";
import { Icon } from "~/ui/Icon";
import { toast } from "~/ui/toast";
import { Waiting } from "~/ui/Waiting";
import { StreamFields, StreamProblems } from "./StreamFields";
import { documentOf, faultsOf, formOf, isObject } from "./stream";
import "./streams.css";

const words = streams.detail;

type Stream = components["schemas"]["StreamAnswer"];

/** One stream: its fields with types and marks, and who uses it. */
export default function StreamPage() {
  const name = useParam("stream");
  const [view, setView] = useView({ edit: "" });
  const session = useSession();
  const found = useQuery({
    queryKey: ["stream", name],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/streams/{stream}", { params: { path: { stream: name } }, signal })),
    retry: (count, error) => count < 3 && !(error instanceof ApiError),
  });
  useCrumbs({ title: words.streams, to: "/streams" }, { title: found.data?.title ?? name });
  if (!found.data) {
    const isGone = found.error instanceof ApiError && found.error.status === 404;
    return (
      <Page title={name}>
        {isGone ? (
          <Empty icon="search" title={words.thereIsNoStream(name)}>
            <Link className="btn" to={"/streams" as never}>
              {words.allStreams}
            </Link>
          </Empty>
        ) : (
          <Waiting query={found} what={words.theStream} />
        )}
      </Page>
    );
  }
  const mayChange = covers(session, found.data.folder, "analyst");
  return view.edit && mayChange ? (
    <Edit key={name} stream={found.data} onDone={() => setView({ edit: "" })} />
  ) : (
    <Shown
      stream={found.data}
      mayChange={mayChange}
      onEdit={() => setView({ edit: "yes" }, { push: true })}
    />
  );
}

function Page({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <main className="page" style={{ flex: 1 }}>
      <div className="bar">
        <h1>{title}</h1>
      </div>
      <div className="content">{children}</div>
    </main>
  );
}

function Shown({ stream, mayChange, onEdit }: { stream: Stream; mayChange: boolean; onEdit: () => void }) {
  const go = useGo();
  const queries = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const folders = useQuery(foldersQuery);
  const form = formOf(stream.document);
  const folder = folders.data?.folders.find((each) => each.name === stream.folder)?.title ?? stream.folder;
  const facts: [string, string][] = [
    [words.topic, form.topic],
    [words.format, showValue(stream.document.format ?? "json")],
    [words.key, form.key || messages.common.none],
    [words.eventTime, form.timeField || words.theRecordsTimestamp],
    [words.outOfOrderBy, form.outOfOrderness || "5s"],
    [words.largestRecord, form.maxBytes || "524288"],
    [messages.common.folder, folder],
  ];
  return (
    <main className="page" style={{ flex: 1 }}>
      <div className="bar">
        <h1>
          <span className="cut" title={stream.title}>
            {stream.title}
          </span>
          {stream.title !== stream.name && <span className="mono t3">{stream.name}</span>}
        </h1>
        <span className="grow" />
        <span className="t3 sm" title={showInstant(stream.changed_at)}>
          {words.changedBy(showWhen(stream.changed_at), stream.changed_by)}
        </span>
        {mayChange && (
          <>
            <button type="button" className="btn danger" onClick={() => setRemoving(true)}>
              {messages.common.remove}
            </button>
            <button type="button" className="btn primary" onClick={onEdit}>
              {messages.common.edit}
            </button>
          </>
        )}
      </div>
      <div className="content">
        <dl className="card facts" style={{ flex: "none" }}>
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <section className="col" aria-label={words.fields}>
          <h2>
            {words.fields} <span className="count">{form.fields.length}</span>
          </h2>
          <div className="list-box">
            <table>
              <thead>
                <tr>
                  <th>{words.field}</th>
                  <th>{messages.common.type}</th>
                  <th>{words.marks}</th>
                </tr>
              </thead>
              <tbody>
                {form.fields.map((each) => (
                  <tr key={each.name}>
                    <td className="mono">{each.name}</td>
                    <td className="mono t2" style={{ overflowWrap: "anywhere" }}>
                      {each.type}
                      {each.enum && <span className="t3"> {words.oneOf(each.enum)}</span>}
                    </td>
                    <td>
                      <span className="row row-4">
                        {each.required && <span className="badge">{words.required}</span>}
                        {each.pii && (
                          <span className="badge warn" title={words.personalDataMaskedForViewers}>
                            <Icon name="eye" size={12} />
                            {words.pii}
                          </span>
                        )}
                        {each.name === form.key && <span className="badge info">{words.keyInText}</span>}
                        {each.name === form.timeField && (
                          <span className="badge info">{words.eventTimeInText}</span>
                        )}
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
        <Uses stream={stream.name} />
      </div>
      {removing && (
        <Confirm
          title={words.removeThisStream}
          action={words.remove(stream.name)}
          isDangerous
          onClose={() => setRemoving(false)}
          run={async () => {
            await call(api.DELETE("/api/v1/streams/{stream}", { params: { path: { stream: stream.name } } }));
            await queries.invalidateQueries({ queryKey: ["streams"] });
            go("/streams");
          }}
        >
          <p>{words.itsDefinitionGoesTheTopic}</p>
        </Confirm>
      )}
    </main>
  );
}

const MOST_USES = 50;

/** Scenarios with a node that names the stream, read from their drafts. */
function Uses({ stream }: { stream: string }) {
  const found = useQuery({
    queryKey: ["stream-uses", stream],
    queryFn: async ({ signal }) => {
      const query = { search: stream, limit: 200 };
      const { scenarios } = await call(api.GET("/api/v1/scenarios", { params: { query }, signal }));
      const uses: { name: string; title: string; nodes: string[] }[] = [];
      for (const each of scenarios.slice(0, MOST_USES)) {
        const params = { path: { scenario: each.name } };
        const { document } = await call(api.GET("/api/v1/scenarios/{scenario}", { params, signal }));
        const nodes = nodesNaming(document, stream);
        if (nodes.length > 0) uses.push({ name: each.name, title: each.title, nodes });
      }
      return { uses, isCut: scenarios.length > MOST_USES };
    },
    staleTime: 60_000,
  });
  return (
    <section className="col" aria-label={words.usedBy}>
      <h2>
        {words.usedBy} {found.data && <span className="count">{found.data.uses.length}</span>}
      </h2>
      <Waiting query={found} what={words.whoUsesIt} rows={2} />
      {found.data?.uses.length === 0 && <p className="t2">{words.noScenarioThatYouMay}</p>}
      <ul className="col row-4">
        {found.data?.uses.map((each) => (
          <li key={each.name} className="row">
            <Icon name="scenario" size={14} />
            <Link to={`/scenarios/${each.name}` as never}>{each.title}</Link>
            <span className="t3 sm">
              {plural(each.nodes.length, messages.common.nodeInText)}:{" "}
              <span className="mono">{each.nodes.join(", ")}</span>
            </span>
          </li>
        ))}
      </ul>
      {found.data?.isCut && <p className="t3 sm">{words.theFirstScenariosThatMention(MOST_USES)}</p>}
    </section>
  );
}

function nodesNaming(document: Record<string, unknown>, stream: string): string[] {
  const nodes = Array.isArray(document.nodes) ? document.nodes : [];
  return nodes
    .filter((node) => isObject(node) && isObject(node.parameters) && names(node.parameters, stream))
    .map((node) => String(node.id));
}

/** Whether a parameter `stream`, at any depth, is this one. */
function names(parameters: Record<string, unknown>, stream: string): boolean {
  return Object.entries(parameters).some(([key, value]) =>
    isObject(value) ? names(value, stream) : value === stream && /stream/.test(key),
  );
}

function Edit({ stream, onDone }: { stream: Stream; onDone: () => void }) {
  const queries = useQueryClient();
  // The form is based on what was there when it was opened; a newer one shows when saving.
  const [base, setBase] = useState(stream);
  const [form, setForm] = useState(() => formOf(stream.document));
  const [theirs, setTheirs] = useState<Stream | null>(null);
  const isChanged = JSON.stringify(form) !== JSON.stringify(formOf(base.document));
  const faults = faultsOf(form);

  useEffect(() => {
    if (!isChanged) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isChanged]);

  const save = useMutation({
    mutationFn: (revision: number) =>
      call(
        api.PUT("/api/v1/streams/{stream}", {
          params: { path: { stream: stream.name } },
          body: { revision, document: documentOf(form) },
        }),
      ),
    onSuccess: (saved) => {
      queries.setQueryData(["stream", stream.name], saved);
      void queries.invalidateQueries({ queryKey: ["streams"] });
      onDone();
      toast(words.isSavedVersionsOfScenarios(saved.title));
    },
    onError: async (error) => {
      if (!(error instanceof ApiError) || error.code !== "stale") return;
      setTheirs(
        await call(api.GET("/api/v1/streams/{stream}", { params: { path: { stream: stream.name } } })),
      );
    },
  });
  const isStale = save.error instanceof ApiError && save.error.code === "stale";

  return (
    <main className="page" style={{ flex: 1 }}>
      <form
        style={{ display: "contents" }}
        onSubmit={(event) => {
          event.preventDefault();
          if (faults.size === 0) save.mutate(base.revision);
        }}
      >
        <div className="bar">
          <h1>
            <span className="cut">{stream.title}</span>
            <span className="mono t3">{stream.name}</span>
          </h1>
          <span className="grow" />
          {isChanged && <span className="t3 sm">{words.notSavedYet}</span>}
          <button type="button" className="btn" onClick={onDone}>
            {isChanged ? words.dropMyChanges : messages.common.close}
          </button>
          <button
            type="submit"
            className="btn primary"
            disabled={save.isPending || !isChanged || faults.size > 0}
          >
            {messages.common.save}
          </button>
        </div>
        <div className="content">
          {save.error instanceof ApiError && !isStale && <StreamProblems body={save.error.body} />}
          {save.isError && !isStale && <Fault error={save.error} />}
          <div className="card card-body">
            <StreamFields
              form={form}
              isNew={false}
              onChange={(part) => setForm((old) => ({ ...old, ...part }))}
            />
          </div>
        </div>
      </form>
      {theirs && (
        <Conflict
          what={stream.title}
          by={theirs.changed_by}
          mine={documentOf(form)}
          theirs={theirs.document}
          onClose={() => setTheirs(null)}
          onTheirs={() => {
            setBase(theirs);
            setForm(formOf(theirs.document));
            setTheirs(null);
          }}
          onOverwrite={() => {
            setTheirs(null);
            save.mutate(theirs.revision);
          }}
        />
      )}
    </main>
  );
}
