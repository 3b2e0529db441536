import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api, call } from "~/api/client";
import { messageOf } from "~/api/problem";
import { environmentsQuery } from "~/api/queries";
import { useFrame } from "~/frame/state";
import { messages, showInstant, showNumber } from "~/messages";
import { counts } from "~/messages/editor/counts";
import { deploy as words } from "~/messages/editor/deploy";
import { Dialog } from "~/ui/Dialog";
import { Icon, type IconName } from "~/ui/Icon";
import { Waiting } from "~/ui/Waiting";
import { Differences } from "./Differences";
import { askToDeploy, useAsked, useObstacle } from "./deploying";
import { save, useDraft } from "./draft";
import { useView } from "./store";

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
      title={words.dialog.title(environment)}
      size={1080}
      onClose={onClose}
      foot={
        <>
          <input
            className="input"
            style={{ maxWidth: 360 }}
            aria-label={words.dialog.comment}
            placeholder={words.dialog.why}
            value={comment}
            maxLength={4000}
            onChange={(event) => setComment(event.target.value)}
          />
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {messages.common.cancel}
          </button>
          {needsVersion ? (
            <button
              type="button"
              className="btn primary lg"
              disabled={make.isPending}
              onClick={() => make.mutate()}
            >
              {words.dialog.makeVersion((newest?.number ?? 0) + 1)}
            </button>
          ) : (
            <button
              type="button"
              className="btn primary lg"
              disabled={!found || found.obstacles.length > 0 || deploy.isPending}
              onClick={() => deploy.mutate()}
            >
              {!found
                ? words.dialog.deploy
                : found.needs_approval
                  ? words.dialog.askForApproval(found.sentence)
                  : found.sentence}
            </button>
          )}
        </>
      }
    >
      <fieldset
        className="envs"
        aria-label={words.dialog.environment}
        style={{ margin: 0, alignSelf: "flex-start" }}
      >
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
          <span>{newest ? words.dialog.changedSinceVersion(newest.number) : words.dialog.noVersionYet}</span>
        </p>
      )}
      {[make.error, deploy.error].filter(Boolean).map((error) => (
        <p key={messageOf(error)} className="notice danger" role="alert">
          <Icon name="error" />
          <span>{messageOf(error)}</span>
        </p>
      ))}
      <Waiting query={versions.data ? preview : versions} what={words.dialog.whatItWouldDo} rows={5} />
      {found && !needsVersion && (
        <div className="deploy-body">
          <section aria-label={words.changes.label}>
            <h2>
              {found.running
                ? words.changes.against(found.running.version ?? words.changes.thatRuns)
                : words.changes.nothingRuns(environment)}
            </h2>
            {found.unchanged && <p className="t2">{words.changes.same}</p>}
            {found.difference && !found.unchanged && <Differences found={found.difference} />}
            {!found.difference && <p className="t2">{words.changes.allNew(found.version)}</p>}
          </section>
          <section aria-label={words.checks.title}>
            <h2>{words.checks.title}</h2>
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
                    ? words.checks.noTestCases
                    : words.checks.pass(found.tests.passed, counts.testCases(found.tests.total))
                }
                more={found.tests.failing.join("; ") || undefined}
              />
              <Check
                tone={!found.plan.checked ? "warn" : found.plan.problems.length > 0 ? "danger" : "ok"}
                icon={!found.plan.checked ? "warning" : found.plan.problems.length > 0 ? "error" : "tick"}
                title={
                  !found.plan.checked
                    ? words.checks.notPlanned
                    : found.plan.problems.length > 0
                      ? words.checks.cannotPlan
                      : words.checks.canPlan
                }
                more={found.plan.problems.map((each) => each.message).join("; ") || undefined}
              />
              {found.missing_topics.length > 0 && (
                <Check
                  tone="warn"
                  icon="warning"
                  title={words.checks.topicsMissing(found.missing_topics.length)}
                  more={found.missing_topics.join(", ")}
                />
              )}
              <Check
                tone={found.needs_approval ? "warn" : "ok"}
                icon={found.needs_approval ? "person" : "tick"}
                title={found.needs_approval ? words.checks.needsApproval : words.checks.noApproval}
              />
            </ul>
            {found.state.length > 0 && (
              <>
                <h2>{words.checks.state}</h2>
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
                <h2>{words.checks.whereItStarts}</h2>
                <ul className="checks">
                  {found.sources.map((each) => (
                    <Check
                      key={each.node}
                      tone="ok"
                      icon="source"
                      title={words.checks.startOf(each.node, each.start)}
                      more={
                        each.waiting === null
                          ? words.checks.topic(each.topic)
                          : words.checks.topicWaits(each.topic, showNumber(each.waiting))
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
              {words.checks.keepState}
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
        !found.data
          ? words.progress.title
          : found.data.kind === "deploy"
            ? words.progress.deploymentIn(change, found.data.environment)
            : words.progress.changeIn(change, found.data.environment)
      }
      size={640}
      onClose={onClose}
      foot={
        <>
          <span className="t3 sm grow">{words.progress.goesOn}</span>
          <button type="button" className="btn" onClick={onClose}>
            {messages.common.close}
          </button>
        </>
      }
    >
      <Waiting query={found} what={words.progress.itsProgress} rows={3} />
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
          {state === "awaiting-approval" && <p className="t2">{words.progress.awaitsApproval}</p>}
        </>
      )}
    </Dialog>
  );
}
