import type { components } from "~/api/schema";
import { controls } from "~/messages/controls";
import { Icon } from "./Icon";

const words = controls.deploymentState;

export type Deployment = components["schemas"]["StatusAnswer"];

/** Observed state; where it is not what it should be, both, and what is under way. */
export function State({ of }: { of: Deployment }) {
  const tone = of.observed === "unknown" ? "" : of.is_good ? "ok" : "danger";
  const icon = of.observed === "unknown" ? "help" : of.is_good ? "tick" : "warning";
  return (
    <span className="row row-4" title={of.detail || undefined}>
      <span className={`badge ${tone}`}>
        <Icon name={icon} size={12} />
        {of.observed}
      </span>
      {!of.is_good && of.observed !== of.desired && (
        <span className="t3 sm">{words.shouldBe(of.desired)}</span>
      )}
      {of.under_way && (
        <span className="badge info">
          <Icon name="clock" size={12} />
          {of.under_way.kind}: {of.under_way.step}
        </span>
      )}
    </span>
  );
}
