import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { messages } from "~/messages";
import { alerts } from "~/messages/alerts";
import { Fault } from "~/ui/Confirm";
import { Dialog, Foot } from "~/ui/Dialog";
import { Empty, Failed, Loading } from "~/ui/Empty";
import { Field, TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { endOf, LENGTHS, type Snooze } from "./snooze";

/** Who is snoozed in an environment now. */
export function useSnoozes(environment: string) {
  return useQuery({
    queryKey: ["snoozes", environment],
    queryFn: ({ signal }) =>
      call(api.GET("/api/v1/snoozes", { params: { query: { environment } as never }, signal })),
    enabled: environment !== "",
    refetchInterval: 5_000,
  });
}

function snoozesChanged(queries: QueryClient) {
  return Promise.all([
    queries.invalidateQueries({ queryKey: ["snoozes"] }),
    queries.invalidateQueries({ queryKey: ["alerts-of"] }),
  ]);
}

function useEnd() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (snooze: Snooze) =>
      call(api.DELETE("/api/v1/snoozes/{snooze}", { params: { path: { snooze: snooze.id } } })),
    onSettled: () => snoozesChanged(queries),
  });
}

/** That a subject is snoozed: until when, by whom and why, and the way to end it. */
export function SnoozeNote({ snooze }: { snooze: Snooze }) {
  const end = useEnd();
  const words = alerts.snooze;
  return (
    <section className="snoozed" aria-label={words.snoozed}>
      <Icon name="clock" size={14} />
      <p className="grow">
        <b>{words.until(snooze.until)}</b> {words.byWhomAndWhy(snooze.by, snooze.at, snooze.reason)}
        {!snooze.is_told && <span className="t3"> {words.notTold}</span>}
      </p>
      <button type="button" className="btn small" disabled={end.isPending} onClick={() => end.mutate(snooze)}>
        {words.endNow}
      </button>
      {end.isError && <Fault error={end.error} />}
    </section>
  );
}

interface Subject {
  environment: string;
  scenario: string;
  subject: string;
}

/** Asks until when a subject is to be snoozed, and why. */
export function SnoozeDialog({ of, onClose }: { of: Subject; onClose: () => void }) {
  const words = alerts.snoozeDialog;
  const queries = useQueryClient();
  const [length, setLength] = useState("1d");
  const [date, setDate] = useState("");
  const [reason, setReason] = useState("");
  const until = endOf(length, date);
  const save = useMutation({
    mutationFn: () => {
      const { environment, scenario, subject } = of;
      const body = { environment, scenario, subject, until: until ?? "", reason: reason.trim() };
      return call(api.POST("/api/v1/snoozes", { body }));
    },
    onSuccess: () => {
      onClose();
      return snoozesChanged(queries);
    },
  });
  return (
    <Dialog
      title={words.title}
      size={460}
      onClose={onClose}
      onSubmit={() => save.mutate()}
      foot={
        <Foot
          action={save.isPending ? messages.common.working : words.snooze}
          isBlocked={save.isPending || until === null}
          onClose={onClose}
        />
      }
    >
      <p>
        {words.noAlertOf} <b>{of.scenario}</b> {words.about} <span className="mono">{of.subject}</span>{" "}
        {words.inEnvironment(of.environment)}
      </p>
      <Field label={words.for}>
        {(control) => (
          <select
            {...control}
            className="input"
            data-autofocus
            value={length}
            onChange={(event) => setLength(event.target.value)}
          >
            {LENGTHS.map(([id, title]) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        )}
      </Field>
      {length === "date" && (
        <TextField
          label={words.until}
          className="input"
          type="datetime-local"
          value={date}
          onChange={(event) => setDate(event.target.value)}
        />
      )}
      <TextField
        label={words.reason}
        hint={words.reasonHint}
        className="input"
        maxLength={4_000}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      {save.isError && <Fault error={save.error} />}
    </Dialog>
  );
}

/** Everybody who is snoozed in an environment, by scenario. */
export function SnoozesDialog({ environment, onClose }: { environment: string; onClose: () => void }) {
  const words = alerts.snoozesDialog;
  const found = useSnoozes(environment);
  const snoozes = found.data?.snoozes ?? [];
  const scenarios = [...new Set(snoozes.map((each) => each.scenario))].sort();
  return (
    <Dialog title={words.title(environment)} size={640} onClose={onClose}>
      {found.isPending && <Loading what={words.loading} rows={3} />}
      {found.isError && !found.data && (
        <Failed what={words.theSnoozes} error={found.error} again={() => void found.refetch()} />
      )}
      {found.data && snoozes.length === 0 && (
        <Empty icon="clock" title={words.none}>
          <p>{words.howTo}</p>
        </Empty>
      )}
      {scenarios.map((scenario) => {
        const some = snoozes.filter((each) => each.scenario === scenario);
        return (
          <section key={scenario} className="col row-4" aria-label={scenario}>
            <h3>
              {scenario} <span className="t3 sm">{words.subjects(some.length)}</span>
            </h3>
            {some.map((each) => (
              <div key={each.id}>
                <p className="mono cut" title={each.subject}>
                  {each.subject}
                </p>
                <SnoozeNote snooze={each} />
              </div>
            ))}
          </section>
        );
      })}
    </Dialog>
  );
}
