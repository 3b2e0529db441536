import { showNumber } from "~/messages";
import { live } from "~/messages/editor/live";
import { type Output, passed, shortly, showRate } from "./figures";
import { useLive } from "./store";

/** What passed an output while it ran: its rate, and the count in the range. What is not known is a dash. */
export function Passed(output: Output) {
  const rate = useLive((state) => state.rates && passed(state.rates, output));
  const count = useLive((state) => state.counts && passed(state.counts, output));
  const isUnknown = typeof rate !== "number" && typeof count !== "number";
  return (
    <>
      {typeof rate === "number" && <b>{showRate(rate)}</b>}
      {typeof count === "number" && (
        <span className="passed" data-count={count} title={showNumber(count)}>
          {shortly(count)}
        </span>
      )}
      {isUnknown && <span>{live.unknown}</span>}
    </>
  );
}
