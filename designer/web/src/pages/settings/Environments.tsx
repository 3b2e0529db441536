import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { api, call } from "~/api/client";
import { ApiError } from "~/api/problem";
import { environmentsQuery, streamsQuery } from "~/api/queries";
import { useSession } from "~/api/session";
import type { Role } from "~/api/types";
import { messages, plural, showInstant, showNumber, showWhen } from "~/messages";
import { settings } from "~/messages/settings";
import { Confirm, Fault } from "~/ui/Confirm";
import { Conflict } from "~/ui/Conflict";
import { type Column, DataList } from "~/ui/DataList";
import { Dialog, Foot } from "~/ui/Dialog";
import { Empty } from "~/ui/Empty";
import { Field, TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { toast } from "~/ui/toast";
import { Waiting } from "~/ui/Waiting";
import {
  changeOf,
  type Environment,
  type EnvironmentForm,
  faultsOf,
  formOf,
  type Part,
  TYPES,
} from "./environment";
import { ROLES } from "./roles";

const words = settings.environments;

const MODES: [Environment["actions"], string][] = [
  ["live", words.actionsAreCarriedOut],
  ["dry-run", words.actionsAreRecordedNothing],
  ["off", words.actionsAreDropped],
];

/** Where scenarios run, in the order in which a version goes through them. */
export function Environments({ chosen, onChoose }: { chosen: string; onChoose: (name: string) => void }) {
  const session = useSession();
  const found = useQuery(environmentsQuery);
  const [isNew, setNew] = useState(false);
  const rows = found.data?.environments ?? [];
  const environment = rows.find((each) => each.name === chosen);

  if (!found.data) return <Waiting query={found} what={words.theEnvironments} />;
  if (environment) {
    // A form of its own for each environment: what is typed in one never shows in another.
    return <Editor key={environment.name} environment={environment} onBack={() => onChoose("")} />;
  }
  if (chosen) {
    return (
      <Empty icon="search" title={words.thereIsNoEnvironment(chosen)}>
        <button type="button" className="btn" onClick={() => onChoose("")}>
          {words.allEnvironments}
        </button>
      </Empty>
    );
  }
  const columns: Column<Environment>[] = [
    {
      id: "name",
      title: messages.common.environment,
      width: "minmax(180px, 2fr)",
      render: (each) => (
        <>
          <b>{each.title || each.name}</b>
          <small className="mono">{each.name}</small>
        </>
      ),
    },
    {
      id: "state",
      title: messages.common.state,
      width: "minmax(150px, 1fr)",
      render: (each) =>
        each.problems.length > 0 ? (
          <span className="badge warn" title={each.problems.join("\n")}>
            <Icon name="warning" size={12} />
            {words.missing(plural(each.problems.length, words.thing))}
          </span>
        ) : (
          <span className="badge ok">
            <Icon name="tick" size={12} />
            {words.ready}
          </span>
        ),
    },
    { id: "actions", title: messages.common.actions, width: "96px", render: (each) => each.actions },
    {
      id: "rules",
      title: words.toBringAVersionHere,
      width: "minmax(220px, 2fr)",
      render: (each) => (
        <span className="t2" title={rulesInWords(each.rules)}>
          {rulesInWords(each.rules)}
        </span>
      ),
    },
    {
      id: "changed",
      title: words.changed,
      width: "132px",
      render: (each) =>
        each.changed_at ? (
          <span title={showInstant(each.changed_at)}>
            {showWhen(each.changed_at)}
            <small>{each.changed_by}</small>
          </span>
        ) : (
          <span className="t3">{words.neverHere}</span>
        ),
    },
  ];
  return (
    <>
      <div className="bar">
        <h1>
          {words.environments} <span className="count">{showNumber(rows.length)}</span>
        </h1>
        <span className="grow" />
        {session.is_administrator && (
          <button type="button" className="btn primary" onClick={() => setNew(true)}>
            <Icon name="plus" size={14} />
            {words.newEnvironment}
          </button>
        )}
      </div>
      <div className="content">
        <p className="t2">{words.aVersionGoesThroughThem}</p>
        <DataList
          label={words.environments}
          columns={columns}
          rows={rows}
          keyOf={(each) => each.name}
          onOpen={(each) => onChoose(each.name)}
          least={820}
        />
      </div>
      {isNew && <NewEnvironment onClose={() => setNew(false)} onMade={onChoose} />}
    </>
  );
}

function rulesInWords(rules: Environment["rules"]): string {
  return [
    words.role(rules.role),
    rules.tests ? words.allTestsPass : words.testsMayFail,
    ...(rules.four_eyes ? [words.somebodyElseApproves] : []),
  ].join(", ");
}

function NewEnvironment({ onClose, onMade }: { onClose: () => void; onMade: (name: string) => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [title, setTitle] = useState("");
  const create = useMutation({
    mutationFn: () => call(api.POST("/api/v1/environments", { body: { name, title: title || name } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["environments"] });
      onClose();
      onMade(name);
    },
  });
  return (
    <Dialog
      title={words.newEnvironment}
      onClose={onClose}
      onSubmit={() => create.mutate()}
      foot={<Foot action={messages.common.create} isBlocked={create.isPending || !name} onClose={onClose} />}
    >
      <p className="t2">{words.itBeginsWithTheRules}</p>
      <TextField
        label={messages.common.name}
        hint={words.lowerCaseLettersDigits}
        className="input mono"
        data-autofocus
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={messages.common.title}
        className="input"
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      {create.isError && <Fault error={create.error} />}
    </Dialog>
  );
}

function Editor({ environment, onBack }: { environment: Environment; onBack: () => void }) {
  const session = useSession();
  const queries = useQueryClient();
  const mayChange = session.is_administrator;
  // What the form is based on stays, when a newer one comes in while somebody types.
  const [base, setBase] = useState(environment);
  const [form, setForm] = useState(() => formOf(environment));
  const [removing, setRemoving] = useState(false);
  const [theirs, setTheirs] = useState<Environment | null>(null);
  const streams = useQuery(streamsQuery);
  const isChanged = JSON.stringify(form) !== JSON.stringify(formOf(base));
  const faults = faultsOf(form);

  useEffect(() => {
    if (environment.revision === base.revision || isChanged) return;
    setBase(environment);
    setForm(formOf(environment));
  }, [environment, base, isChanged]);

  useEffect(() => {
    if (!isChanged) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isChanged]);

  const save = useMutation({
    mutationFn: (revision: number) =>
      call(
        api.PUT("/api/v1/environments/{environment}", {
          params: { path: { environment: environment.name } },
          body: changeOf(form, revision),
        }),
      ),
    onSuccess: (saved) => {
      setBase(saved);
      setForm(formOf(saved));
      void queries.invalidateQueries({ queryKey: ["environments"] });
      toast(words.isSaved(saved.title || saved.name));
    },
    onError: async (error) => {
      if (!(error instanceof ApiError) || error.code !== "stale") return;
      const params = { path: { environment: environment.name } };
      setTheirs(await call(api.GET("/api/v1/environments/{environment}", { params })));
    },
  });
  const set = (part: Partial<EnvironmentForm>) => setForm((old) => ({ ...old, ...part }));
  const setPart = (part: Part, isOn: boolean) =>
    setForm((old) => ({ ...old, isSet: { ...old.isSet, [part]: isOn } }));
  const isStale = save.error instanceof ApiError && save.error.code === "stale";
  const address = (part: "kafka" | "flink" | "registry", label: string, placeholder: string) => (
    <Inherited
      part={part}
      label={label}
      isSet={form.isSet[part]}
      isInherited={environment.inherited.includes(part)}
      mayChange={mayChange}
      onSet={setPart}
    >
      <input
        id={`environment-${part}`}
        className="input mono"
        aria-label={label}
        aria-invalid={faults[part] ? true : undefined}
        placeholder={placeholder}
        disabled={!form.isSet[part] || !mayChange}
        value={form[part]}
        onChange={(event) => set({ [part]: event.target.value })}
      />
      {faults[part] && <p className="fault">{faults[part]}</p>}
    </Inherited>
  );

  return (
    <>
      <div className="bar">
        <button type="button" className="btn ghost icon" aria-label={words.allEnvironments} onClick={onBack}>
          <Icon name="back" />
        </button>
        <h1>
          <span className="cut">{environment.title || environment.name}</span>
          <span className="mono t3">{environment.name}</span>
        </h1>
        <span className="grow" />
        {environment.changed_at && (
          <span className="t3 sm">
            {words.changedBy(showWhen(environment.changed_at), environment.changed_by ?? "")}
          </span>
        )}
        {mayChange && environment.revision > 0 && (
          <button type="button" className="btn danger" onClick={() => setRemoving(true)}>
            {messages.common.remove}
          </button>
        )}
      </div>
      <form
        className="content"
        onSubmit={(event) => {
          event.preventDefault();
          if (Object.keys(faults).length === 0) save.mutate(base.revision);
        }}
      >
        <div className="form">
          {environment.problems.length > 0 && (
            <div className="notice warn">
              <Icon name="warning" />
              <ul>
                {environment.problems.map((each) => (
                  <li key={each}>{each}</li>
                ))}
              </ul>
            </div>
          )}
          <section className="card">
            <div className="card-head">
              <h2>{words.nameAndAddresses}</h2>
            </div>
            <div className="card-body two">
              <TextField
                label={messages.common.title}
                className="input"
                disabled={!mayChange}
                value={form.title}
                onChange={(event) => set({ title: event.target.value })}
              />
              {address("kafka", words.kafka, words.hostPortHostPort)}
              {address("flink", words.flink, words.httpHostPort)}
              {address("registry", words.schemaRegistry, words.httpHostPortPath)}
            </div>
          </section>

          <section className="card">
            <div className="card-head">
              <h2>{words.actionsAndRules}</h2>
            </div>
            <div className="card-body two">
              <Inherited
                part="actions"
                label={messages.common.actions}
                isSet={form.isSet.actions}
                isInherited={environment.inherited.includes("actions")}
                mayChange={mayChange}
                onSet={setPart}
              >
                <select
                  className="input"
                  aria-label={messages.common.actions}
                  disabled={!form.isSet.actions || !mayChange}
                  value={form.actions}
                  onChange={(event) => set({ actions: event.target.value as Environment["actions"] })}
                >
                  {MODES.map(([mode]) => (
                    <option key={mode}>{mode}</option>
                  ))}
                </select>
                <p className="hint">{MODES.find(([mode]) => mode === form.actions)?.[1]}</p>
              </Inherited>
              <Field
                label={words.leastRoleToBring}
                hint={ROLES.find(([each]) => each === form.rules.role)?.[1]}
              >
                {(control) => (
                  <select
                    {...control}
                    className="input"
                    disabled={!mayChange}
                    value={form.rules.role}
                    onChange={(event) => set({ rules: { ...form.rules, role: event.target.value as Role } })}
                  >
                    {ROLES.map(([role]) => (
                      <option key={role}>{role}</option>
                    ))}
                  </select>
                )}
              </Field>
              <label className="check">
                <input
                  type="checkbox"
                  disabled={!mayChange}
                  checked={form.rules.tests}
                  onChange={(event) => set({ rules: { ...form.rules, tests: event.target.checked } })}
                />
                {words.allTestCasesMustPass}
              </label>
              <label className="check">
                <input
                  type="checkbox"
                  disabled={!mayChange}
                  checked={form.rules.four_eyes}
                  onChange={(event) => set({ rules: { ...form.rules, four_eyes: event.target.checked } })}
                />
                {words.somebodyElseMustApprove}
              </label>
            </div>
          </section>

          <section className="card">
            <div className="card-body">
              <Inherited
                part="values"
                label={words.values}
                note={words.constantsOfADeploymentEnvironment}
                isSet={form.isSet.values}
                isInherited={environment.inherited.includes("values")}
                mayChange={mayChange}
                onSet={setPart}
              >
                <Lines
                  what={words.value}
                  columns="minmax(0, 2fr) minmax(0, 1.2fr) minmax(0, 2fr)"
                  heads={[messages.common.name, messages.common.type, messages.common.value]}
                  isDisabled={!form.isSet.values || !mayChange}
                  count={form.values.length}
                  faults={form.values.map((_, at) => faults[`values.${at}`])}
                  onAdd={() => set({ values: [...form.values, { name: "", type: "BIGINT", text: "" }] })}
                  onRemove={(at) => set({ values: form.values.filter((_, each) => each !== at) })}
                >
                  {(at, isDisabled) => {
                    const line = form.values[at]!;
                    const change = (part: Partial<typeof line>) =>
                      set({
                        values: form.values.map((each, index) =>
                          index === at ? { ...each, ...part } : each,
                        ),
                      });
                    return (
                      <>
                        <input
                          className="input mono"
                          aria-label={words.nameOfValue(at + 1)}
                          disabled={isDisabled}
                          value={line.name}
                          onChange={(event) => change({ name: event.target.value })}
                        />
                        <input
                          className="input mono"
                          aria-label={words.typeOfValue(at + 1)}
                          list="value-types"
                          disabled={isDisabled}
                          value={line.type}
                          onChange={(event) => change({ type: event.target.value })}
                        />
                        <input
                          className="input mono"
                          aria-label={words.valueOf(at + 1)}
                          disabled={isDisabled}
                          value={line.text}
                          onChange={(event) => change({ text: event.target.value })}
                        />
                      </>
                    );
                  }}
                </Lines>
                <datalist id="value-types">
                  {TYPES.map((each) => (
                    <option key={each}>{each}</option>
                  ))}
                </datalist>
              </Inherited>
            </div>
          </section>

          <section className="card">
            <div className="card-body">
              <Inherited
                part="streams"
                label={words.topicsOfStreams}
                note={words.anInputStreamWithout}
                isSet={form.isSet.streams}
                isInherited={environment.inherited.includes("streams")}
                mayChange={mayChange}
                onSet={setPart}
              >
                <Lines
                  what={words.stream}
                  columns="minmax(0, 1fr) minmax(0, 1fr)"
                  heads={[messages.common.stream, words.topic]}
                  isDisabled={!form.isSet.streams || !mayChange}
                  count={form.streams.length}
                  faults={form.streams.map((_, at) => faults[`streams.${at}`])}
                  onAdd={() => set({ streams: [...form.streams, { stream: "", topic: "" }] })}
                  onRemove={(at) => set({ streams: form.streams.filter((_, each) => each !== at) })}
                >
                  {(at, isDisabled) => {
                    const line = form.streams[at]!;
                    const change = (part: Partial<typeof line>) =>
                      set({
                        streams: form.streams.map((each, index) =>
                          index === at ? { ...each, ...part } : each,
                        ),
                      });
                    return (
                      <>
                        <input
                          className="input mono"
                          aria-label={words.streamOf(at + 1)}
                          list="environment-streams"
                          disabled={isDisabled}
                          value={line.stream}
                          onChange={(event) => change({ stream: event.target.value })}
                        />
                        <input
                          className="input mono"
                          aria-label={words.topicOfStream(at + 1)}
                          disabled={isDisabled}
                          value={line.topic}
                          onChange={(event) => change({ topic: event.target.value })}
                        />
                      </>
                    );
                  }}
                </Lines>
                <datalist id="environment-streams">
                  {streams.data?.streams.map((each) => (
                    <option key={each.name}>{each.name}</option>
                  ))}
                </datalist>
              </Inherited>
            </div>
          </section>

          <Secrets environment={environment} mayChange={mayChange} />
          {save.isError && !isStale && <Fault error={save.error} />}
        </div>
        {isChanged && mayChange && (
          <div className="save-bar">
            <span className="t2">
              {Object.keys(faults).length > 0
                ? words.aboveMustBePutRight(plural(Object.keys(faults).length, words.line))
                : words.notSavedYet}
            </span>
            <span className="grow" />
            <button type="button" className="btn" onClick={() => setForm(formOf(base))}>
              {words.undoMyChanges}
            </button>
            <button
              type="submit"
              className="btn primary"
              disabled={save.isPending || Object.keys(faults).length > 0}
            >
              {words.save(environment.title || environment.name)}
            </button>
          </div>
        )}
      </form>
      {theirs && (
        <Conflict
          what={environment.title || environment.name}
          by={theirs.changed_by}
          mine={changeOf(form, 0)}
          theirs={changeOf(formOf(theirs), 0)}
          onClose={() => setTheirs(null)}
          onTheirs={() => {
            setBase(theirs);
            setForm(formOf(theirs));
            setTheirs(null);
          }}
          onOverwrite={() => {
            setTheirs(null);
            save.mutate(theirs.revision);
          }}
        />
      )}
      {removing && (
        <Confirm
          title={words.removeWhatIsSet}
          action={words.remove(environment.name)}
          isDangerous
          onClose={() => setRemoving(false)}
          run={() =>
            call(
              api.DELETE("/api/v1/environments/{environment}", {
                params: { path: { environment: environment.name } },
              }),
            ).then(() => {
              onBack();
              return queries.invalidateQueries({ queryKey: ["environments"] });
            })
          }
        >
          <p>{words.itsAddressesBindingsValues}</p>
        </Confirm>
      )}
    </>
  );
}

/** A part that a file may say, and that may be set here instead. */
function Inherited(props: {
  part: Part;
  label: string;
  note?: string;
  isSet: boolean;
  isInherited: boolean;
  mayChange: boolean;
  onSet: (part: Part, isSet: boolean) => void;
  children: ReactNode;
}) {
  const { part, label, note, isSet, isInherited, mayChange, onSet, children } = props;
  return (
    <div role="group" aria-label={label}>
      <div className="label">
        <span>
          {label} {note && <span className="t3">{note}</span>}
        </span>
        <label className="row row-4 t3" style={{ fontWeight: 400 }}>
          <input
            type="checkbox"
            aria-label={words.setHere(label)}
            disabled={!mayChange}
            checked={isSet}
            onChange={(event) => onSet(part, event.target.checked)}
          />
          {isSet ? words.setHereInText : isInherited ? words.fromTheFileSetHere : words.notSetSetHere}
        </label>
      </div>
      {children}
    </div>
  );
}

function Lines(props: {
  what: string;
  columns: string;
  heads: string[];
  isDisabled: boolean;
  count: number;
  faults: (string | undefined)[];
  onAdd: () => void;
  onRemove: (at: number) => void;
  children: (at: number, isDisabled: boolean) => ReactNode;
}) {
  const { what, columns, heads, isDisabled, count, faults, onAdd, onRemove, children } = props;
  const template = { gridTemplateColumns: `${columns} 28px` };
  return (
    <div className="setting-lines">
      {count > 0 && (
        <div className="line head" style={template} aria-hidden="true">
          {heads.map((each) => (
            <span key={each}>{each}</span>
          ))}
        </div>
      )}
      {count === 0 && <p className="t3 sm">{messages.common.noneAtAll}</p>}
      <div className="setting-lines" style={{ maxHeight: 420, overflow: "auto", padding: 2, margin: -2 }}>
        {Array.from({ length: count }, (_, at) => (
          <div key={at}>
            <div className="line" style={{ display: "grid", gap: 8, ...template }}>
              {children(at, isDisabled)}
              <button
                type="button"
                className="btn ghost icon"
                disabled={isDisabled}
                aria-label={words.removeOf(what, at + 1)}
                onClick={() => onRemove(at)}
              >
                <Icon name="cross" />
              </button>
            </div>
            {faults[at] && <p className="fault">{faults[at]}</p>}
          </div>
        ))}
      </div>
      <div>
        <button type="button" className="btn small" disabled={isDisabled} onClick={onAdd}>
          <Icon name="plus" size={12} />
          {words.addA(what)}
        </button>
      </div>
    </div>
  );
}

/** Names of secrets and when they were set. What they are never comes back from the service. */
function Secrets({ environment, mayChange }: { environment: Environment; mayChange: boolean }) {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const [removed, setRemoved] = useState<string | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["environments"] });
  const path = (secret: string) => ({ params: { path: { environment: environment.name, secret } } });
  const set = useMutation({
    mutationFn: () =>
      call(
        api.PUT("/api/v1/environments/{environment}/secrets/{secret}", {
          ...path(name.trim()),
          body: { value },
        }),
      ),
    onSuccess: async (saved) => {
      setName("");
      setValue("");
      await refresh();
      toast(words.theSecretIsSet(saved.name));
    },
  });
  return (
    <section className="card">
      <div className="card-head">
        <h2>{words.secrets}</h2>
        <span className="t3 sm">{words.areWrittenHereAndNever}</span>
      </div>
      <div className="card-body setting-lines">
        {environment.secrets.length === 0 && <p className="t3 sm">{messages.common.noneAtAll}</p>}
        {environment.secrets.map((each) => (
          <div
            className="line"
            key={each.name}
            style={{ gridTemplateColumns: "minmax(0, 1fr) auto auto 28px" }}
          >
            <span className="mono cut">{each.name}</span>
            <span className="t3 sm" title={showInstant(each.changed_at)}>
              {words.setBy(showWhen(each.changed_at), each.changed_by)}
            </span>
            {mayChange && (
              <>
                <button type="button" className="btn small" onClick={() => setName(each.name)}>
                  {words.replace}
                </button>
                <button
                  type="button"
                  className="btn ghost icon"
                  aria-label={words.removeTheSecret(each.name)}
                  onClick={() => setRemoved(each.name)}
                >
                  <Icon name="trash" />
                </button>
              </>
            )}
          </div>
        ))}
        {mayChange && (
          <div className="line" style={{ gridTemplateColumns: "minmax(0, 1fr) minmax(0, 1fr) auto" }}>
            <input
              className="input mono"
              aria-label={words.nameOfTheSecret}
              placeholder={words.name}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <input
              className="input mono"
              aria-label={words.valueOfTheSecret}
              placeholder={words.value}
              type="password"
              autoComplete="new-password"
              value={value}
              onChange={(event) => setValue(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault(); // It is a field of its own, not of the form around it.
                if (name.trim() && value) set.mutate();
              }}
            />
            <button
              type="button"
              className="btn"
              disabled={!name.trim() || !value || set.isPending}
              onClick={() => set.mutate()}
            >
              {words.setTheSecret}
            </button>
          </div>
        )}
        {set.isError && <Fault error={set.error} />}
      </div>
      {removed !== null && (
        <Confirm
          title={words.removeThisSecret}
          action={words.remove(removed)}
          isDangerous
          onClose={() => setRemoved(null)}
          run={() =>
            call(api.DELETE("/api/v1/environments/{environment}/secrets/{secret}", path(removed))).then(
              refresh,
            )
          }
        >
          <p>{words.whatNeedsItInFails(environment.title || environment.name)}</p>
        </Confirm>
      )}
    </section>
  );
}
