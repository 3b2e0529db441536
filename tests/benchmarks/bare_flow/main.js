// As many plain nodes as the scenario that is measured has, in the same places: what xyflow alone can do here.
import "@xyflow/react/dist/style.css";
import { ReactFlow } from "@xyflow/react";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const { nodes, edges } = await (await fetch("./graph.json")).json();
const defaultNodes = nodes.map(({ id, x, y }) => ({
  id,
  position: { x, y },
  data: { label: id },
  style: { width: 220, height: 52 },
}));
const defaultEdges = edges.map(([source, target]) => ({ id: `${source}>${target}`, source, target }));

createRoot(document.getElementById("root")).render(
  createElement(ReactFlow, {
    defaultNodes,
    defaultEdges,
    fitView: true,
    minZoom: 0.15,
    onlyRenderVisibleElements: true,
  }),
);
