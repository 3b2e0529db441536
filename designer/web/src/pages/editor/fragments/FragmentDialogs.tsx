import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { api, call } from "~/api/client";
import { messageOf } from "~/api/problem";
import { messages, showWhen } from "~/messages";
import { counts } from "~/messages/editor/counts";
import { fragments } from "~/messages/editor/fragments";
import { steps } from "~/messages/editor/steps";
import { Dialog } from "~/ui/Dialog";
import { TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { toast } from "~/ui/toast";
import { Waiting } from "~/ui/Waiting";
import { useCatalogue } from "../catalogue";
import { sentence } from "../form/fields";
import { placesOf } from "../layout";
import { nodeOf } from "../model";
import { outputsOf } from "../ports";
import { checkAgain, useRunning } from "../running";
import { edit, openNode, useEdited, useView } from "../store";
import { TextEditor } from "../TextEditor";
import { fromYaml, toYaml } from "../yaml";
import { callerOf, extract, replaced } from "./extract";

const { making, opened: words } = fragments;

/** Make a fragment of the chosen nodes: what it takes and gives is shown before, with what is wrong with it. */
export function MakeFragment({ folder }: { folder: string }) {
  const isOpen = useView((state) => state.fragment?.kind === "make");
  return isOpen ? <Making folder={folder} /> : null;
}

function close(): void {
  useView.setState({ fragment: null });
}

function Making({ folder }: { folder: string }) {
  const queries = useQueryClient();
  const catalogue = useCatalogue();
  const document = useEdited((state) => state.document);
  const selected = useView((state) => state.selected);
  const columns = useRunning((state) => state.columns);
  const ports = useRunning((state) => state.ports);
  const [name, setName] = useState("");
  const [title, setTitle] = useState("");
  const firstOf = useMemo(
    () => (id: string) =>
      outputsOf(document, ports, id, catalogue.get(nodeOf(document, id)?.component ?? ""))[0] ?? "out",
    [document, ports, catalogue],
  );
  const made = useMemo(
    () => extract(document, selected, placesOf(document), columns, firstOf),
    [document, selected, columns, firstOf],
  );
  const caller = callerOf(catalogue.values());
  const fragment = { ...made.fragment, fragment: name || "fragment", ...(title ? { title } : {}) };
  const checked = useQuery({
    queryKey: ["fragment-check", made],
    queryFn: ({ signal }) =>
      call(api.POST("/api/v1/fragments/check", { body: { document: fragment }, signal })),
  });
  const make = useMutation({
    mutationFn: () => call(api.POST("/api/v1/fragments", { body: { folder, document: fragment } })),
    onSuccess: () => {
      let id = "";
      edit(steps.makeFragment(name), (before) => {
        const [next, added] = replaced(before, made, caller!, name, placesOf(before), firstOf);
        id = added;
        return next;
      });
      void queries.invalidateQueries({ queryKey: ["fragments"] });
      close();
      openNode(id);
      toast(making.made(name));
    },
  });
  const errors = checked.data?.problems.filter((each) => each.severity === "error") ?? [];
  return (
    <Dialog
      title={making.title(counts.nodes(selected.size))}
      size={640}
      onClose={close}
      onSubmit={() => /^[a-z][a-z0-9-]{0,62}$/.test(name) && caller && make.mutate()}
      foot={
        <>
          <span className="grow" />
          <button type="button" className="btn" onClick={close}>
            {messages.common.cancel}
          </button>
          <button type="submit" className="btn primary" disabled={!name || make.isPending || !caller}>
            {making.make}
          </button>
        </>
      }
    >
      <TextField
        label={messages.common.name}
        hint={making.nameRule}
        fault={make.isError ? messageOf(make.error) : undefined}
        value={name}
        required
        pattern="[a-z][a-z0-9\-]{0,62}"
        data-autofocus
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={messages.common.title}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <Signature title={making.takes} of={made.fragment.inputs} none={making.takesNothing} />
      <Signature title={making.adds} of={made.fragment.outputs} none={making.addsNothing} />
      {errors.map((each) => (
        <p key={each.code + each.message} className="notice danger">
          <Icon name="error" />
          <span>
            {each.node && <b>{each.node}: </b>}
            {sentence(each.message)} {each.hint ? sentence(each.hint) : ""}
          </span>
        </p>
      ))}
    </Dialog>
  );
}

function Signature({
  title,
  of,
  none,
}: {
  title: string;
  of: Record<string, Record<string, string>>;
  none: string;
}) {
  const entries = Object.entries(of);
  return (
    <section className="col" aria-label={title}>
      <h3>{title}</h3>
      {entries.length === 0 && <p className="t3">{none}</p>}
      {entries.map(([name, columns]) => (
        <p key={name}>
          <b className="mono">{name}</b>{" "}
          <span className="mono t2">
            {Object.entries(columns)
              .map(([column, type]) => `${column} ${type}`)
              .join(", ") || making.noColumns}
          </span>
        </p>
      ))}
    </section>
  );
}

/** A fragment that a node calls: its text, which may be changed, and who uses it. */
export function OpenFragment({ mayEdit }: { mayEdit: boolean }) {
  const opened = useView((state) => state.fragment);
  return opened?.kind === "open" ? <Opened key={opened.name} name={opened.name} mayEdit={mayEdit} /> : null;
}

function Opened({ name, mayEdit }: { name: string; mayEdit: boolean }) {
  const queries = useQueryClient();
  const params = { path: { fragment: name } };
  const found = useQuery({
    queryKey: ["fragments", name],
    queryFn: ({ signal }) => call(api.GET("/api/v1/fragments/{fragment}", { params, signal })),
    staleTime: 0,
  });
  const usages = useQuery({
    queryKey: ["fragments", name, "usages"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/fragments/{fragment}/usages", { params, signal })),
    staleTime: 0,
  });
  const given = useMemo(() => (found.data ? toYaml(found.data.document) : ""), [found.data]);
  const [text, setText] = useState<string | null>(null);
  const change = useMutation({
    mutationFn: async () => {
      const document = fromYaml(text ?? given) as Record<string, unknown>;
      const { revision } = found.data!;
      return call(api.PUT("/api/v1/fragments/{fragment}", { params, body: { document, revision } }));
    },
    onSuccess: (saved) => {
      queries.setQueryData(["fragments", name], saved);
      setText(null);
      toast(words.saved(name, usages.data?.scenarios.length ?? 0));
      checkAgain();
    },
  });
  useEffect(() => {
    if (text === given) setText(null);
  }, [text, given]);
  return (
    <Dialog
      title={words.title(name)}
      size={860}
      onClose={close}
      foot={
        <>
          {change.isError && (
            <span className="c-danger sm grow" role="alert">
              {messageOf(change.error)}
            </span>
          )}
          <button type="button" className="btn" onClick={close}>
            {messages.common.close}
          </button>
          {mayEdit && (
            <button
              type="button"
              className="btn primary"
              disabled={text === null || change.isPending}
              onClick={() => change.mutate()}
            >
              {words.save}
            </button>
          )}
        </>
      }
    >
      <Waiting query={found} what={words.theFragment} rows={5} />
      {found.data && (
        <>
          <p className="t3">
            {words.changed(found.data.title, showWhen(found.data.changed_at), found.data.changed_by)}
          </p>
          <div className="fragment-text">
            <TextEditor
              language="yaml"
              label={words.asYaml}
              value={text ?? given}
              onChange={mayEdit ? setText : undefined}
            />
          </div>
        </>
      )}
      <section className="col" aria-label={words.usedBy}>
        <h3>{words.usedBy}</h3>
        {usages.isError && <p className="fault">{messageOf(usages.error)}</p>}
        {usages.data && usages.data.scenarios.length + usages.data.fragments.length === 0 && (
          <p className="t3">{words.usedByNothing}</p>
        )}
        <ul>
          {usages.data?.scenarios.map((each) => (
            <li key={each.scenario}>
              <Link to={`/scenarios/${each.scenario}` as never} onClick={close}>
                {each.title}
              </Link>{" "}
              <span className="mono t3">{each.scenario}</span>
            </li>
          ))}
        </ul>
        {usages.data && usages.data.hidden > 0 && (
          <p className="t3">{words.usedByHidden(usages.data.hidden)}</p>
        )}
      </section>
    </Dialog>
  );
}
