import { deploy } from "~/messages/editor/deploy";
import { Icon, type IconName } from "~/ui/Icon";
import { type Fate, useFates } from "./fates";
import { useLive } from "./live/store";

const words = deploy.fates;

const LOOKS: Record<string, { icon: IconName; tone: string; means: string }> = {
  kept: { icon: "lock", tone: "ok", means: words.kept },
  reset: { icon: "reset", tone: "warn", means: words.reset },
  new: { icon: "plus", tone: "line", means: words.new },
};

/** "Deployed to sandbox, its state is kept.", with the reason where there is one. */
export function fateInWords(environment: string, { fate, reason }: Fate): string {
  const why = reason && fate !== "new" ? `: ${reason}` : "";
  return words.deployed(environment, LOOKS[fate]?.means ?? fate, why);
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
  const losses = [
    reset.length > 0 ? words.resets(reset.length) : "",
    dropped.length > 0 ? words.drops(dropped.length) : "",
  ];
  const lines = [
    ...reset.map(([id, each]) => words.resetOf(id, each.reason)),
    ...dropped.map(words.droppedOf),
  ];
  return (
    <span className="badge warn nowrap" title={[words.wouldForget(environment), ...lines].join("\n")}>
      <Icon name="reset" size={12} />
      {losses.filter(Boolean).join(", ")}
    </span>
  );
}
