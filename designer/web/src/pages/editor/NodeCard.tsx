import { Handle, type NodeProps, Position, useUpdateNodeInternals } from "@xyflow/react";
import { memo, useEffect, useRef } from "react";
import { showNumber } from "~/messages";
import { canvas } from "~/messages/editor/canvas";
import { live } from "~/messages/editor/live";
import { Icon } from "~/ui/Icon";
import { useCatalogue } from "./catalogue";
import { iconOf, summaryOf } from "./describe";
import { Verdict } from "./explain/Verdict";
import { Passed } from "./live/Passed";
import { useLive } from "./live/store";
import { edgesFrom, nameOf, nodeOf } from "./model";
import { takesInput, useOutputs } from "./ports";
import { useRunning } from "./running";
import { ThresholdSlider } from "./Slider";
import { StateBadge } from "./StateBadge";
import { useEdited, useView } from "./store";

const words = canvas.node;

/** A node on the canvas. It draws itself anew only when its own node, problems or counts change. */
export const NodeCard = memo(function NodeCard({ id, selected }: NodeProps) {
  const catalogue = useCatalogue();
  const node = useEdited((state) => nodeOf(state.document, id));
  const component = node && catalogue.get(node.component);
  const outputs = useOutputs(id, component);
  const connected = useEdited((state) =>
    edgesFrom(state.document, id)
      .map((each) => each.from)
      .join(" "),
  );
  const severity = useRunning((state) => severityOf(state.problems, id));
  const isLive = useLive((state) => state.isOn);
  const failedLive = useLive((state) => state.counts?.[id]?.errors ?? 0);
  const snoozed = useLive((state) => (state.isOn && state.counts?.[id]?.snoozed) || 0);
  const failedSample = useRunning((state) => state.nodes[id]?.failed ?? 0);
  const failed = isLive ? failedLive : failedSample;
  const counts = useRunning((state) =>
    Object.entries(state.nodes[id]?.outputs ?? {})
      .map(([port, output]) => `${port}:${output.count}`)
      .join(" "),
  );
  const mark = useView((state) => state.marks[id]);
  const isOpen = useView((state) => state.open === id);
  useMeasured(id, `${takesInput(component)} ${outputs.join(" ")}`);
  if (!node) return null;
  const summary = summaryOf(node, component);
  const from = new Set(
    connected.split(" ").map((each) => (each === id ? outputs[0] : each.slice(id.length + 1))),
  );
  const count = new Map(counts.split(" ").map((each) => each.split(":") as [string, string]));
  const tail = (port: string) => !from.has(port) && component;
  return (
    <div
      className={`node ${selected || isOpen ? "sel" : ""} ${node.disabled ? "off" : ""} ${mark ? `mark-${mark}` : ""}`}
      data-node={id}
      title={[nameOf(node), node.note].filter(Boolean).join("\n")}
    >
      <span className={`tile cat-${component?.category ?? "logic"}`}>
        <Icon name={iconOf(component)} />
      </span>
      <div style={{ minWidth: 0 }}>
        <div className="node-top">
          <span className="node-name">{nameOf(node)}</span>
          {node.disabled && <span className="badge line">{words.disabled}</span>}
          <Verdict node={id} />
          <StateBadge node={id} />
          {node.note && <Icon name="note" size={12} />}
          {snoozed > 0 && (
            <span className="badge" title={live.heldBack}>
              <Icon name="clock" size={12} />
              {showNumber(snoozed)} {live.snoozed}
            </span>
          )}
        </div>
        <div className={summary.isCode ? "node-sum" : "node-sum words"}>{summary.text}</div>
      </div>
      {summary.isCode && <ThresholdSlider node={node} />}
      {severity && (
        <span
          className={`flag ${severity === "error" ? "err" : "wrn"}`}
          role="img"
          aria-label={words[severity]}
        >
          <Icon name={severity === "error" ? "error" : "warning"} size={12} />
        </span>
      )}
      {takesInput(component) && (
        <Handle type="target" position={Position.Top} id="in" role="img" aria-label={words.into(id)} />
      )}
      {outputs.map((port, at) => {
        const place = placeOf(at, outputs.length);
        return (
          <Handle
            key={port}
            type="source"
            id={port}
            position={place.position}
            style={place.style}
            role="img"
            aria-label={words.outOf(id, port)}
            className={tail(port) ? "open" : undefined}
          >
            {tail(port) && (
              <span className={`stub ${place.position}`}>
                {outputs.length > 1 && <span>{port}</span>}
                {isLive && <Passed node={id} port={port} isFirst={at === 0} />}
                {!isLive && count.has(port) && (
                  <>
                    <b>{showNumber(Number(count.get(port)))}</b> {live.endHere}
                  </>
                )}
              </span>
            )}
          </Handle>
        );
      })}
      {takesInput(component) && (
        <Handle
          type="source"
          id="error"
          position={Position.Right}
          style={{ top: 40 }}
          className={`error ${from.has("error") || failed > 0 ? "seen" : ""}`}
          role="img"
          aria-label={words.errorsOutOf(id)}
        >
          {failed > 0 && !from.has("error") && (
            <span className="stub right danger">
              <b>{showNumber(failed)}</b> {live.failed}
            </span>
          )}
        </Handle>
      )}
    </div>
  );
});

const unmeasured = new Set<string>();

/** xyflow measures handles once; it has to be told when there are others: of all nodes in one go, for it tells each. */
function useMeasured(id: string, handles: string): void {
  const measure = useUpdateNodeInternals();
  const measured = useRef(handles);
  useEffect(() => {
    if (measured.current === handles) return;
    measured.current = handles;
    if (unmeasured.size === 0)
      queueMicrotask(() => {
        measure([...unmeasured]);
        unmeasured.clear();
      });
    unmeasured.add(id);
  }, [measure, id, handles]);
}

/** Where an output sits: one below; of two, the second at the side; more of them side by side below. */
function placeOf(at: number, count: number): { position: Position; style?: { left?: string; top?: number } } {
  if (count === 2 && at === 1) return { position: Position.Right, style: { top: 26 } };
  if (count <= 2) return { position: Position.Bottom };
  return { position: Position.Bottom, style: { left: `${((at + 1) / (count + 1)) * 100}%` } };
}

function severityOf(
  problems: { node: string | null; severity: string }[],
  id: string,
): "error" | "warning" | null {
  const own = problems.filter((each) => each.node === id);
  if (own.some((each) => each.severity === "error")) return "error";
  return own.length > 0 ? "warning" : null;
}
