import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { messages, showInstant, showWhen } from "~/messages";
import { deployments } from "~/messages/deployments";
import { type Deployment, State } from "~/ui/DeploymentState";
import { Dialog } from "~/ui/Dialog";
import { EnvironmentBadge } from "~/ui/EnvironmentBadge";
import { Waiting } from "~/ui/Waiting";
import { Progress } from "./Progress";

const words = deployments.deploymentDialog;

/** One deployment: its state, what was asked for, and what went wrong in its job. */
export function DeploymentDialog({ deployment, onClose }: { deployment: Deployment; onClose: () => void }) {
  const { scenario, environment } = deployment;
  const [opened, setOpened] = useState<number | null>(deployment.under_way?.change ?? null);
  const changes = useQuery({
    queryKey: ["changes", scenario, environment],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/scenarios/{scenario}/deployments", {
          params: { path: { scenario }, query: { environment, limit: 20 } as never },
          signal,
        }),
      ),
    refetchInterval: 5_000,
  });
  const failures = useQuery({
    queryKey: ["failures", scenario, environment],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/scenarios/{scenario}/jobs/{environment}/exceptions", {
          params: { path: { scenario, environment } },
          signal,
        }),
      ),
    retry: false,
  });
  return (
    <Dialog title={scenario} size={760} onClose={onClose}>
      <div className="row wrap">
        <EnvironmentBadge name={environment} />
        <State of={deployment} />
        {deployment.checkpoint_at && (
          <span className="t3 sm" title={showInstant(deployment.checkpoint_at)}>
            {words.lastCheckpoint(showWhen(deployment.checkpoint_at))}
          </span>
        )}
      </div>
      {deployment.detail && <p style={{ overflowWrap: "anywhere" }}>{deployment.detail}</p>}
      <section className="col" aria-label={words.whatWasAskedFor}>
        <h3>{words.whatWasAskedFor}</h3>
        <Waiting query={changes} what={words.theChanges} rows={3} />
        {changes.data?.changes.length === 0 && <p className="t2">{words.nothingYet}</p>}
        <ul className="col row-4">
          {changes.data?.changes.map((each) => (
            <li key={each.number} className="col">
              <div className="row">
                <span className="t3 sm nowrap" style={{ width: 104 }} title={showInstant(each.requested_at)}>
                  {showWhen(each.requested_at)}
                </span>
                <button
                  type="button"
                  className="link"
                  aria-expanded={opened === each.number}
                  onClick={() => setOpened(opened === each.number ? null : each.number)}
                >
                  {each.kind}
                  {each.version !== null && words.version(each.version)}
                </button>
                <span className="badge">{each.state.replaceAll("-", " ")}</span>
                <span className="cut t2" title={each.comment}>
                  {each.requested_by}
                  {each.comment && `: ${each.comment}`}
                </span>
              </div>
              {opened === each.number && <Progress scenario={scenario} number={each.number} />}
            </li>
          ))}
        </ul>
      </section>
      <section className="col" aria-label={words.exceptionsOfTheJob}>
        <h3>{words.exceptionsOfTheJob}</h3>
        <Waiting query={failures} what={words.theExceptions} rows={2} />
        {failures.data?.failures.length === 0 && <p className="t2">{messages.common.noneAtAll}</p>}
        {failures.data?.failures.map((each, at) => (
          <details key={at}>
            <summary>
              <span className="t3 sm">{showWhen(each.at)} </span>
              {each.task && <span className="mono">{each.task}: </span>}
              {each.cause}
            </summary>
            <pre className="mono" style={{ maxHeight: 240, overflow: "auto" }}>
              {each.trace}
            </pre>
          </details>
        ))}
      </section>
    </Dialog>
  );
}
