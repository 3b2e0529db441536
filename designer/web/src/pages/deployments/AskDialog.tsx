import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { environmentsQuery } from "~/api/queries";
import type { components } from "~/api/schema";
import { Fault } from "~/ui/Confirm";
import type { Deployment } from "~/ui/DeploymentState";
import { Dialog } from "~/ui/Dialog";
import { Field, TextField } from "~/ui/Field";
import { Progress } from "./Progress";

type Change = components["schemas"]["ChangeAnswer"];

export interface Asked {
  kind: "promote" | "rollback" | "restart" | "stop";
  deployment: Deployment;
}

const WORDS: Record<Asked["kind"], { title: string; about: string }> = {
  promote: {
    title: "Promote",
    about: "The very version that runs here is brought there, with that environment's bindings.",
  },
  rollback: { title: "Roll back", about: "What ran before runs again, with the state that is there." },
  restart: {
    title: "Restart",
    about: "The job is stopped with its state and started anew with it; no event is lost.",
  },
  stop: { title: "Stop", about: "Events wait in Kafka until it is started again." },
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
  const words = WORDS[kind];
  const title = `${words.title} ${scenario}`;
  if (ask.data) {
    return (
      <Dialog title={title} size={600} onClose={onClose}>
        <Progress scenario={scenario} number={ask.data.number} />
      </Dialog>
    );
  }
  const where = kind === "promote" ? `from ${environment} to ${to || "…"}` : `in ${environment}`;
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
            Cancel
          </button>
          <button
            type="submit"
            className={kind === "stop" ? "btn danger" : "btn primary"}
            disabled={ask.isPending || (kind === "promote" && !to)}
          >
            {ask.isPending ? "Asking…" : `${words.title} ${where}`}
          </button>
        </>
      }
    >
      <p>{words.about}</p>
      {kind === "promote" && (
        <Field label="To">
          {(control) => (
            <select {...control} className="input" value={to} onChange={(event) => setTo(event.target.value)}>
              <option value="">choose</option>
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
          {kind === "stop" ? "Keep the state for the next deployment" : "Go on with the state that is there"}
        </label>
      )}
      {(kind === "promote" || kind === "stop") && !keepsState && (
        <p className="notice warn">
          All windows and counters begin empty, and reading begins where the sources say.
        </p>
      )}
      <TextField
        label="Comment"
        hint="Why; it stands in the history."
        className="input"
        data-autofocus
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      {ask.isError && <Fault error={ask.error} />}
    </Dialog>
  );
}
