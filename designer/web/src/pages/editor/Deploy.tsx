import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api, call } from "~/api/client";
import { messageOf } from "~/api/problem";
import { environmentsQuery } from "~/api/queries";
import { useFrame } from "~/frame/state";
import { plural, showInstant, showNumber } from "~/messages";
import { editor } from "~/messages/editor";
import { Dialog } from "~/ui/Dialog";
import { Icon, type IconName } from "~/ui/Icon";
import { Waiting } from "~/ui/Waiting";
import { Differences } from "./Differences";
import { askToDeploy, useAsked, useObstacle } from "./deploying";
import { save, useDraft } from "./draft";
import { useView } from "./store";

const words = editor.deploy;

const OVER = new Set(["done", "rolled-back", "unchanged", "failed", "refused", "rejected", "withdrawn"]);
const GOOD = new Set(["done", "unchanged"]);

/** The button, which says why it cannot be pressed, and the dialog behind it. */
export function DeployButton({ scenario }: { scenario: string }) {
  const obstacle = useObstacle();
  const asked = useAsked(obstacle);
  const reason = obstacle ?? (asked === "asked" ? words.checking : null);
  return (
    <>
      <button
        type="button"
        className={`btn ${obstacle ? "" : "primary"}`}
        aria-disabled={obstacle !== null}
        aria-busy={asked === "asked"}
        title={reason ?? undefined}
        onClick={askToDeploy}
      >
        <Icon name="deploy" size={14} />
        {words.deploy} {reason && <span className="sm cut obstacle">{reason}</span>}
      </button>
      {asked === "open" && (
        <DeployDialog scenario={scenario} onClose={() => useView.setState({ deploying: null })} />
      )}
    </>
  );
}

/** What a deployment would do, then what it does. */
function DeployDialog({ scenario, onClose }: { scenario: string; onClose: () => void }) {
  const queries = useQueryClient();
  const chosen = useFrame((state) => state.environment);
  const environments = useQuery(environmentsQuery);
  const [environment, setEnvironment] = useState<string>(chosen);
  const [comment, setComment] = useState("");
  const [keepState, setKeepState] = useState(true);
  const [change, setChange] = useState<number | null>(null);
  const params = { path: { scenario } };

  // What is deployed is a version: the newest one, or one made of the draft now.
  const versions = useQuery({
    queryKey: ["versions", scenario],
    queryFn: async ({ signal }) => {
      await save();
      return call(api.GET("/api/v1/scenarios/{scenario}/versions", { params, signal }));
    },
    staleTime: 0,
  });
  const revision = useDraft((state) => state.revision);
  const newest = versions.data?.versions[0];
  const needsVersion = versions.data !== undefined && newest?.revision !== revision;
  const make = useMutation({
    mutationFn: () =>
      call(api.POST("/api/v1/scenarios/{scenario}/versions", { params, body: { comment, revision } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["versions", scenario] }),
  });
  const preview = useQuery({
    queryKey: ["preview", scenario, environment, newest?.number, keepState],
    queryFn: ({ signal }) =>
      call(
        api.POST("/api/v1/scenarios/{scenario}/deployments/preview", {
          params,
          body: { environment, version: newest!.number, keep_state: keepState },
          signal,
        }),
      ),
    enabled: newest !== undefined && !needsVersion,
    staleTime: 0,
  });
  const deploy = useMutation({
    mutationFn: () =>
      call(
        api.POST("/api/v1/scenarios/{scenario}/deployments", {
          params,
          body: { environment, version: newest!.number, keep_state: keepState, comment },
        }),
      ),
    onSuccess: (made) => {
      setChange(made.number);
      void queries.invalidateQueries({ queryKey: ["deployments"] });
    },
  });
  const found = preview.data;
  const names = environments.data?.environments.map((each) => each.name) ?? [environment];

  if (change !== null) return <Progress scenario={scenario} change={change} onClose={onClose} />;
  return (
    <Dialog
      title={`Deploy to ${environment}`}
      size={1080}
      onClose={onClose}
      foot={
        <>
          <input
            className="input"
            style={{ maxWidth: 360 }}
            aria-label="Comment"
            placeholder="Why, for whoever reads the history"
            value={comment}
            maxLength={4000}
            onChange={(event) => setComment(event.target.value)}
          />
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          {needsVersion ? (
            <button
              type="button"
              className="btn primary lg"
              disabled={make.isPending}
              onClick={() => make.mutate()}
            >
              Make version {(newest?.number ?? 0) + 1} of the draft
            </button>
          ) : (
            <button
              type="button"
              className="btn primary lg"
              disabled={!found || found.obstacles.length > 0 || deploy.isPending}
              onClick={() => deploy.mutate()}
            >
              {found ? `${found.needs_approval ? "Ask for approval: " : ""}${found.sentence}` : "Deploy"}
            </button>
          )}
        </>
      }
    >
      <fieldset className="envs" aria-label="Environment" style={{ margin: 0, alignSelf: "flex-start" }}>
        {names.map((name) => (
          <button
            type="button"
            key={name}
            className={name}
            aria-pressed={name === environment}
            onClick={() => setEnvironment(name)}
          >
            {name}
          </button>
        ))}
      </fieldset>
      {needsVersion && (
        <p className="notice info">
          <Icon name="branch" />
          <span>
            {newest
              ? `The draft has changed since version ${newest.number}. What is deployed is a version, so make one first.`
              : "There is no version yet. What is deployed is a version, so make the first one."}
          </span>
        </p>
      )}
      {[make.error, deploy.error].filter(Boolean).map((error) => (
        <p key={messageOf(error)} className="notice danger" role="alert">
          <Icon name="error" />
          <span>{messageOf(error)}</span>
        </p>
      ))}
      <Waiting query={versions.data ? preview : versions} what="what it would do" rows={5} />
      {found && !needsVersion && (
        <div className="deploy-body">
          <section aria-label="What changes">
            <h2>
              {found.running
                ? `What changes against version ${found.running.version ?? "that runs"}`
                : `Nothing of this scenario runs in ${environment} yet`}
            </h2>
            {found.unchanged && <p className="t2">What runs is the same already.</p>}
            {found.difference && !found.unchanged && <Differences found={found.difference} />}
            {!found.difference && <p className="t2">All of version {found.version} is new there.</p>}
          </section>
          <section aria-label="Checks">
            <h2>Checks</h2>
            <ul className="checks">
              {found.obstacles.map((each) => (
                <Check key={each} tone="danger" icon="error" title={each} />
              ))}
              {found.problems.map((each) => (
                <Check
                  key={each.code + each.message}
                  tone={each.severity === "error" ? "danger" : "warn"}
                  icon={each.severity === "error" ? "error" : "warning"}
                  title={each.message}
                  more={each.node ?? undefined}
                />
              ))}
              <Check
                tone={found.tests.failing.length > 0 ? "danger" : found.tests.total === 0 ? "warn" : "ok"}
                icon={found.tests.failing.length > 0 ? "cross" : found.tests.total === 0 ? "warning" : "tick"}
                title={
                  found.tests.total === 0
                    ? "There are no test cases"
                    : `${found.tests.passed} of ${plural(found.tests.total, "test case")} pass`
                }
                more={found.tests.failing.join("; ") || undefined}
              />
              <Check
                tone={!found.plan.checked ? "warn" : found.plan.problems.length > 0 ? "danger" : "ok"}
                icon={!found.plan.checked ? "warning" : found.plan.problems.length > 0 ? "error" : "tick"}
                title={
                  !found.plan.checked
                    ? "Flink has not planned it: it does not answer"
                    : found.plan.problems.length > 0
                      ? "Flink cannot plan it"
                      : "Flink can plan it"
                }
                more={found.plan.problems.map((each) => each.message).join("; ") || undefined}
              />
              {found.missing_topics.length > 0 && (
                <Check
                  tone="warn"
                  icon="warning"
                  title={`${plural(found.missing_topics.length, "topic")} not there yet`}
                  more={found.missing_topics.join(", ")}
                />
              )}
              <Check
                tone={found.needs_approval ? "warn" : "ok"}
                icon={found.needs_approval ? "person" : "tick"}
                title={found.needs_approval ? "Somebody else has to approve it" : "No approval is needed"}
              />
            </ul>
            {found.state.length > 0 && (
              <>
                <h2>State</h2>
                <ul className="checks">
                  {found.state.map((each) => (
                    <Check
                      key={each.node}
                      tone={each.fate === "kept" ? "ok" : "warn"}
                      icon={each.fate === "kept" ? "lock" : "reset"}
                      title={each.node}
                      more={[each.fate, each.reason].filter(Boolean).join(": ")}
                    />
                  ))}
                </ul>
              </>
            )}
            {found.sources.length > 0 && (
              <>
                <h2>Where it starts</h2>
                <ul className="checks">
                  {found.sources.map((each) => (
                    <Check
                      key={each.node}
                      tone="ok"
                      icon="source"
                      title={`${each.node}: ${each.start}`}
                      more={
                        each.waiting === null
                          ? `topic ${each.topic}`
                          : `topic ${each.topic}, ${showNumber(each.waiting)} events wait`
                      }
                    />
                  ))}
                </ul>
              </>
            )}
            <label className="row" style={{ marginTop: 12 }}>
              <input
                type="checkbox"
                checked={keepState}
                onChange={(event) => setKeepState(event.target.checked)}
              />
              Keep the state of what has not changed
            </label>
          </section>
        </div>
      )}
    </Dialog>
  );
}

function Check({
  tone,
  icon,
  title,
  more,
}: {
  tone: "ok" | "warn" | "danger";
  icon: IconName;
  title: ReactNode;
  more?: string;
}) {
  return (
    <li>
      <span className={`c-${tone}`}>
        <Icon name={icon} />
      </span>
      <span>
        {title}
        {more && <small>{more}</small>}
      </span>
    </li>
  );
}

/** What is being done, step by step, until it is over or waits for somebody. */
function Progress({ scenario, change, onClose }: { scenario: string; change: number; onClose: () => void }) {
  const found = useQuery({
    queryKey: ["change", scenario, change],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/scenarios/{scenario}/deployments/{change}", {
          params: { path: { scenario, change } },
          signal,
        }),
      ),
    refetchInterval: (query) => (OVER.has(query.state.data?.state ?? "") ? false : 1_000),
  });
  const state = found.data?.state;
  const isOver = OVER.has(state ?? "");
  return (
    <Dialog
      title={
        found.data
          ? `${found.data.kind === "deploy" ? "Deployment" : "Change"} ${change} in ${found.data.environment}`
          : "Deployment"
      }
      size={640}
      onClose={onClose}
      foot={
        <>
          <span className="t3 sm grow">It goes on when this is closed.</span>
          <button type="button" className="btn" onClick={onClose}>
            Close
          </button>
        </>
      }
    >
      <Waiting query={found} what="its progress" rows={3} />
      {found.data && (
        <>
          <p className={`notice ${GOOD.has(state!) ? "ok" : isOver ? "danger" : "info"}`} role="status">
            <Icon name={GOOD.has(state!) ? "tick" : isOver ? "error" : "clock"} />
            <span>
              <b>{state!.replaceAll("-", " ")}</b> {found.data.detail}
            </span>
          </p>
          <ol className="checks">
            {found.data.stages.map((each, at) => (
              <li key={`${each.at} ${each.stage}`}>
                <span className={isOver || at < found.data.stages.length - 1 ? "c-ok" : "c-accent"}>
                  <Icon name={isOver || at < found.data.stages.length - 1 ? "tick" : "clock"} />
                </span>
                <span>
                  {each.stage.replaceAll("-", " ")}
                  {each.detail && <small>{each.detail}</small>}
                </span>
                <span className="t3 sm" title={showInstant(each.at)}>
                  {showInstant(each.at).split(", ").at(-1)}
                </span>
              </li>
            ))}
          </ol>
          {state === "awaiting-approval" && (
            <p className="t2">
              Somebody else with the environment's role approves or rejects it on the page of deployments.
            </p>
          )}
        </>
      )}
    </Dialog>
  );
}
