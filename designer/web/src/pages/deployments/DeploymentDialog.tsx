import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { showInstant, showWhen } from "~/messages";
import { type Deployment, State } from "~/ui/DeploymentState";
import { Dialog } from "~/ui/Dialog";
import { Failed, Loading } from "~/ui/Empty";
import { EnvironmentBadge } from "~/ui/EnvironmentBadge";
import { Progress } from "./Progress";

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
            last checkpoint {showWhen(deployment.checkpoint_at)}
          </span>
        )}
      </div>
      {deployment.detail && <p style={{ overflowWrap: "anywhere" }}>{deployment.detail}</p>}
      <section className="col" aria-label="What was asked for">
        <h3>What was asked for</h3>
        {changes.isPending && <Loading what="changes" rows={3} />}
        {changes.isError && (
          <Failed what="The changes" error={changes.error} again={() => void changes.refetch()} />
        )}
        {changes.data?.changes.length === 0 && <p className="t2">Nothing yet.</p>}
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
                  {each.version !== null && ` version ${each.version}`}
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
      <section className="col" aria-label="Exceptions of the job">
        <h3>Exceptions of the job</h3>
        {failures.isPending && <Loading what="exceptions" rows={2} />}
        {failures.isError && (
          <Failed what="The exceptions" error={failures.error} again={() => void failures.refetch()} />
        )}
        {failures.data?.failures.length === 0 && <p className="t2">None.</p>}
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
