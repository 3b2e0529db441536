import { type CSSProperties, useMemo } from "react";
import { panel } from "~/messages/editor/panel";
import { steps } from "~/messages/editor/steps";
import { type DocumentNode, setParameter } from "./model";
import { edit, useView } from "./store";

/** The one comparison with a number in an expression: `unique_recipients >= 1000`. */
const THRESHOLD = /^(.*?(?:[<>]=?|=)\s*)(\d+(?:\.\d+)?)\s*$/s;
// Making one takes longer than drawing the slider.
const NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

/** A slider for the number that a condition compares with. The counts follow while it is dragged. */
export function ThresholdSlider({ node }: { node: DocumentNode }) {
  const mayEdit = useView((state) => state.mayEdit);
  const found = useMemo(() => thresholdOf(node), [node]);
  // The range stays while the value is dragged, and begins anew with another expression.
  const before = found?.before;
  // biome-ignore lint/correctness/useExhaustiveDependencies: on purpose
  const range = useMemo(() => (found ? rangeOf(Number(found.number)) : null), [before]);
  if (!found || !range || !mayEdit) return null;
  const places = found.number.split(".")[1]?.length ?? 0;
  return (
    <div className="slider nodrag nopan">
      <span>{show(range.least)}</span>
      <input
        type="range"
        min={range.least}
        max={range.most}
        step={places ? 10 ** -places : stepOf(range.most)}
        value={Number(found.number)}
        style={partOf((Number(found.number) - range.least) / (range.most - range.least))}
        aria-label={panel.threshold(node.id)}
        onChange={(event) => {
          const text = found.before + Number(event.target.value).toFixed(places);
          edit(
            steps.changeThreshold(node.id),
            (before) => setParameter(before, node.id, [found.name], text),
            `slider ${node.id}`,
          );
        }}
      />
      <span>{show(range.most)}</span>
    </div>
  );
}

function thresholdOf(node: DocumentNode): { name: string; before: string; number: string } | null {
  const texts = Object.entries(node.parameters ?? {}).filter(([, value]) => typeof value === "string");
  if (texts.length !== 1) return null;
  const [name, text] = texts[0] as [string, string];
  const match = THRESHOLD.exec(text);
  return match ? { name, before: match[1]!, number: match[2]! } : null;
}

function rangeOf(value: number): { least: number; most: number } {
  return { least: 0, most: value === 0 ? 100 : value * 2 };
}

/** How much of the track is filled. */
function partOf(share: number): CSSProperties {
  return { "--part": `${Math.min(100, Math.max(0, share * 100))}%` } as CSSProperties;
}

function stepOf(most: number): number {
  return most > 400 ? 10 ** Math.max(0, Math.floor(Math.log10(most)) - 2) : 1;
}

function show(value: number): string {
  return NUMBER.format(value);
}
