/** What has to be said before any number is believed: that nothing runs, nothing is measured, or something else is drawn. */
import { isPassing, messageOf } from "~/api/problem";
import type { Difference } from "~/api/types";
import { showWhen } from "~/messages";
import { counts } from "~/messages/editor/counts";
import { live } from "~/messages/editor/live";
import type { Deployment } from "~/ui/DeploymentState";

export interface Condition {
  tone: "info" | "warn" | "danger";
  text: string;
  /** A version to open. */
  version?: number;
  /** A node to go to. */
  node?: string;
}

interface Seen {
  environment: string;
  /** null: nothing is or was deployed there; undefined: not known yet. */
  deployment: Deployment | null | undefined;
  /** Why measures, or what runs, could not be read. */
  fault: unknown;
  /** When something was measured last; null: never; undefined: not known yet. */
  newest: string | null | undefined;
  /** Whether a part of the past is looked at, where nothing new is expected. */
  isPast: boolean;
}

/** After so long without anything new, what is shown is old. */
const OLD = 60_000;
const MOVING = ["starting", "restarting", "stopping"];
const words = live.state;

/** What is the matter with what runs, or with what is known of it; the gravest first, and nothing twice. */
export function conditionsOf(seen: Seen, now = Date.now()): Condition[] {
  const { environment, deployment, fault, newest, isPast } = seen;
  const found: Condition[] = [];
  if (fault && !isPassing(fault)) found.push({ tone: "danger", text: words.failed(messageOf(fault)) });
  else if (fault) found.push({ tone: "warn", text: words.noSource(messageOf(fault)) });
  if (deployment === undefined) return found;
  const place = placed(environment, deployment);
  if (place) found.push(place);
  else if (!fault && !isPast && newest !== undefined && deployment?.observed === "running") {
    if (newest === null) found.push({ tone: "info", text: words.noData(environment) });
    else if (now - Date.parse(newest) > OLD)
      found.push({ tone: "warn", text: words.old(showWhen(newest, now)) });
  }
  return found;
}

function placed(environment: string, deployment: Deployment | null): Condition | null {
  if (!deployment) return { tone: "info", text: words.notDeployed(environment) };
  const { observed, desired, under_way: change, since, detail } = deployment;
  const isMoving = change && ["queued", "working"].includes(change.state);
  const never = deployment.job_id === null && deployment.deployed_at === null;
  if (never && change) {
    const state = change.state.replaceAll("-", " ");
    return isMoving
      ? { tone: "info", text: words.coming(environment, change.step || state) }
      : { tone: "info", text: words.waiting(environment, state) };
  }
  if (observed === "unknown")
    return { tone: "warn", text: words.silent(since ? showWhen(since) : null, detail) };
  if (observed === "stopped" && desired !== "running")
    return {
      tone: "info",
      text: words.stopped(environment, since ? showWhen(since) : null),
    };
  if (observed === "starting" || (isMoving && MOVING.includes(observed)))
    return { tone: "info", text: words.starting };
  if (observed !== "running" && desired === "running")
    return { tone: "danger", text: words.bad(observed, detail) };
  return null;
}

/** What runs is called. */
export function versionName(deployment: Pick<Deployment, "version" | "hash">): string {
  if (deployment.version !== null) return live.version(deployment.version);
  return live.unknownVersion(deployment.hash ?? "");
}

/** Whether something else is drawn than what runs, and how to see that. */
export function difference(
  deployment: Deployment | null | undefined,
  /** The version that is drawn; null: the draft. */
  drawn: number | null,
  found: Difference | undefined,
): Condition | null {
  if (!deployment?.hash || deployment.deployed_at === null) return null;
  const name = versionName(deployment);
  if (deployment.version === null) return { tone: "warn", text: words.otherUnknown(name) };
  const { version } = deployment;
  if (drawn !== null)
    return drawn === version ? null : { tone: "warn", text: words.shownOther(drawn, name), version };
  if (!found) return null;
  const what =
    found.nodes.length > 0
      ? counts.nodes(found.nodes.length)
      : Object.values(found.edges).some((each) => each.length > 0)
        ? words.connections
        : found.fields.some((each) => each.path.startsWith("properties"))
          ? words.properties
          : null;
  return what === null ? null : { tone: "warn", text: words.other(name, what), version };
}
