import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { environmentsQuery } from "~/api/queries";
import type { components } from "~/api/schema";
import { messages } from "~/messages";
import { deployments } from "~/messages/deployments";
import { Fault } from "~/ui/Confirm";
import type { Deployment } from "~/ui/DeploymentState";
import { Dialog } from "~/ui/Dialog";
import { Field, TextField } from "~/ui/Field";
import { Progress } from "./Progress";

const words = deployments.askDialog;

type Change = components["schemas"]["ChangeAnswer"];

export interface Asked {
  kind: "promote" | "rollback" | "restart" | "stop";
  deployment: Deployment;
}

const ABOUT: Record<Asked["kind"], { title: string; about: string }> = {
  promote: {
    title: words.promote,
    about: words.theVeryVersionThatRuns,
  },
  rollback: { title: words.rollBack, about: words.whatRanBeforeRunsAgain },
  restart: {
    title: words.restart,
    about: words.theJobIsStopped,
  },
  stop: { title: words.stop, about: words.eventsWaitInKafkaUntil },
};

/** Asks for a change of what runs, and then shows its progress. */
export function AskDialog({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const { kind, deployment } = asked;
  const { scenario, environment } = deployment;
  const queries = useQueryClient();
  const environments = useQuery(environmentsQuery);
  const names = environments.data?.environments.map((each) => each.name) ?? [];
  const following = names[names.indexOf(environment) + 1] ?? "";
  const [chosen, setTo] = useState("");
  const to = chosen || following;
  const [comment, setComment] = useState("");
  const [keepsState, setKeepsState] = useState(true);
  const ask = useMutation({
    mutationFn: (): Promise<Change> => {
      const params = { path: { scenario } };
      if (kind === "promote") {
        const body = { from: environment, to, comment, keep_state: keepsState };
        return call(api.POST("/api/v1/scenarios/{scenario}/deployments/promote", { params, body }));
      }
      if (kind === "rollback") {
        const body = { environment, comment };
        return call(api.POST("/api/v1/scenarios/{scenario}/deployments/rollback", { params, body }));
      }
      if (kind === "restart") {
        const body = { environment, comment };
        return call(api.POST("/api/v1/scenarios/{scenario}/deployments/restart", { params, body }));
      }
      const body = { environment, comment, keep_state: keepsState };
      return call(api.POST("/api/v1/scenarios/{scenario}/deployments/stop", { params, body }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["deployments"] }),
  });
  const about = ABOUT[kind];
  const title = `${about.title} ${scenario}`;
  if (ask.data) {
    return (
      <Dialog title={title} size={600} onClose={onClose}>
        <Progress scenario={scenario} number={ask.data.number} />
      </Dialog>
    );
  }
  const where = kind === "promote" ? words.fromTo(environment, to || "…") : words.in(environment);
  return (
    <Dialog
      title={title}
      size={560}
      onClose={onClose}
      onSubmit={() => ask.mutate()}
      foot={
        <>
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {messages.common.cancel}
          </button>
          <button
            type="submit"
            className={kind === "stop" ? "btn danger" : "btn primary"}
            disabled={ask.isPending || (kind === "promote" && !to)}
          >
            {ask.isPending ? words.asking : `${about.title} ${where}`}
          </button>
        </>
      }
    >
      <p>{about.about}</p>
      {kind === "promote" && (
        <Field label={words.to}>
          {(control) => (
            <select {...control} className="input" value={to} onChange={(event) => setTo(event.target.value)}>
              <option value="">{words.choose}</option>
              {names
                .filter((each) => each !== environment)
                .map((each) => (
                  <option key={each}>{each}</option>
                ))}
            </select>
          )}
        </Field>
      )}
      {(kind === "promote" || kind === "stop") && (
        <label className="row">
          <input
            type="checkbox"
            checked={keepsState}
            onChange={(event) => setKeepsState(event.target.checked)}
          />
          {kind === "stop" ? words.keepTheState : words.goOnWithTheState}
        </label>
      )}
      {(kind === "promote" || kind === "stop") && !keepsState && (
        <p className="notice warn">{words.allWindowsAndCountersBegin}</p>
      )}
      <TextField
        label={words.comment}
        hint={words.whyItStands}
        className="input"
        data-autofocus
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      {ask.isError && <Fault error={ask.error} />}
    </Dialog>
  );
}
