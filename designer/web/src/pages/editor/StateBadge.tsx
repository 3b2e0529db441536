import { Icon, type IconName } from "~/ui/Icon";
import { type Fate, useFates } from "./fates";
import { useLive } from "./live/store";

const LOOKS: Record<string, { icon: IconName; tone: string; means: string }> = {
  kept: { icon: "lock", tone: "ok", means: "its state is kept" },
  reset: { icon: "reset", tone: "warn", means: "its state is forgotten and begins anew" },
  new: { icon: "plus", tone: "line", means: "it begins with empty state" },
};

/** "Deployed to sandbox, its state is kept.", with the reason where there is one. */
export function fateInWords(environment: string, { fate, reason }: Fate): string {
  const why = reason && fate !== "new" ? `: ${reason}` : "";
  return `Deployed to ${environment}, ${LOOKS[fate]?.means ?? fate}${why}.`;
}

/** What a deployment would do with a node's state; nothing where nothing of the scenario is deployed. */
export function StateBadge({ node }: { node: string }) {
  const fate = useFates((state) => state.nodes[node]);
  const environment = useFates((state) => state.environment);
  const isLive = useLive((state) => state.isOn);
  const look = fate && LOOKS[fate.fate];
  if (!look || isLive) return null;
  return (
    <span className={`badge state-badge ${look.tone}`} title={fateInWords(environment, fate)}>
      <Icon name={look.icon} size={12} />
      {fate.fate}
    </span>
  );
}

/** Beside the deploy button: what would be forgotten. */
export function StateLost() {
  const { nodes, dropped, environment } = useFates();
  const isLive = useLive((state) => state.isOn);
  const reset = Object.entries(nodes).filter(([, each]) => each.fate === "reset");
  if (isLive || reset.length + dropped.length === 0) return null;
  const words = [
    reset.length > 0 ? `resets ${reset.length}` : "",
    dropped.length > 0 ? `drops ${dropped.length}` : "",
  ];
  const lines = [
    ...reset.map(([id, each]) => `${id}: reset${each.reason ? `, ${each.reason}` : ""}`),
    ...dropped.map((id) => `${id}: dropped, it is no longer there`),
  ];
  return (
    <span
      className="badge warn nowrap"
      title={[`State that a deployment to ${environment} would forget:`, ...lines].join("\n")}
    >
      <Icon name="reset" size={12} />
      {words.filter(Boolean).join(", ")}
    </span>
  );
}
