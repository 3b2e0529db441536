import { showValue } from "~/api/json";
import { Icon } from "~/ui/Icon";
import { useExplained } from "./store";

/** What a node's condition was for the event that is explained. */
export function Verdict({ node }: { node: string }) {
  const value = useExplained(
    (state) =>
      state.explanation?.nodes.find((each) => each.node === node)?.texts.find((each) => each.isCondition)
        ?.value,
  );
  if (value === undefined) return null;
  return (
    <span className={`badge ${value === true ? "ok" : "danger"}`}>
      <Icon name={value === true ? "tick" : "cross"} size={12} />
      {showValue(value).toUpperCase()}
    </span>
  );
}
