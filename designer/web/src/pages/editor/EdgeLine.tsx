import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath, Position } from "@xyflow/react";
import { memo } from "react";
import { showNumber } from "~/messages";
import { canvas } from "~/messages/editor/canvas";
import { Icon } from "~/ui/Icon";
import { passed, widthOf } from "./live/figures";
import { Passed } from "./live/Passed";
import { useLive } from "./live/store";
import { useRunning } from "./running";
import { useView } from "./store";

const words = canvas.connection;

export interface EdgeData extends Record<string, unknown> {
  from: string;
  to: string;
  /** Where it begins in the document; a folded group may be drawn instead. */
  node: string;
  port: string;
  isFirst: boolean;
  isOnly: boolean;
  isFollowed: boolean;
  /** The node it leads to, if nothing else leads there. */
  only?: string | undefined;
  /** Whether it leads into an open group, whose title stands where the middle of the line may be. */
  isEntering: boolean;
}

/** From a node to the label of a line that leads into a group. */
const NEAR = 13;

/** A connection with what passed over it in the sample: the port, in → out. */
export const EdgeLine = memo(function EdgeLine(props: EdgeProps) {
  const { selected } = props;
  const data = props.data as EdgeData;
  const source = data.node;
  const isLive = useLive((state) => state.isOn);
  const rate = useLive((state) => state.rates && passed(state.rates, data));
  const count = useRunning(
    (state) =>
      state.nodes[source]?.outputs[data.port]?.count ??
      (data.port === "error" ? state.nodes[source]?.failed : undefined),
  );
  const received = useRunning((state) => state.nodes[source]?.received);
  const mayEdit = useView((state) => state.mayEdit);
  const [path, middleX, middleY] = getSmoothStepPath({ ...props, borderRadius: 10, offset: 14 });
  const isNear =
    data.isEntering && props.sourcePosition === Position.Bottom && props.targetY > props.sourceY + 3 * NEAR;
  const [labelX, labelY] = isNear ? [props.sourceX, props.sourceY + NEAR] : [middleX, middleY];
  const isSource = received === undefined || received === count;
  return (
    <>
      <BaseEdge
        path={path}
        className={`edge ${isLive ? "flow" : data.isFollowed ? "path" : ""} ${selected ? "chosen" : ""}`}
        style={isLive ? { strokeWidth: widthOf(rate ?? undefined) } : undefined}
        interactionWidth={16}
      />
      <EdgeLabelRenderer>
        <div
          className={`elabel nodrag nopan ${data.isFollowed ? "path" : ""} ${selected ? "chosen" : ""} ${!isLive && data.isOnly && count === undefined ? "bare-label" : ""}`}
          style={{
            transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)`,
            pointerEvents: "all",
          }}
        >
          {!data.isOnly && <span>{data.port}</span>}
          {isLive && <Passed node={source} port={data.port} isFirst={data.isFirst} only={data.only} />}
          {!isLive && count !== undefined && (
            <b>
              {data.isFirst && !isSource
                ? words.inAndOut(showNumber(received!), showNumber(count))
                : showNumber(count)}
            </b>
          )}
          {mayEdit && (
            <button
              type="button"
              className="insert"
              title={words.putNodeBetween}
              aria-label={words.putNodeBetweenEnds(data.from, data.to)}
              onClick={(event) => {
                const box = event.currentTarget.getBoundingClientRect();
                useView.setState({
                  adding: {
                    left: box.right + 8,
                    top: box.top,
                    place: { x: labelX - 110, y: labelY + 24 },
                    edge: { from: data.from, to: data.to },
                  },
                });
              }}
            >
              <Icon name="plus" size={12} />
            </button>
          )}
        </div>
      </EdgeLabelRenderer>
    </>
  );
});
