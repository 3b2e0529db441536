interface Document {
  nodes?: { id: string; component: string }[];
  edges?: { from: string; to: string }[];
}

const WIDTH = 30;
const HEIGHT = 20;
const STEP = 48;
const ROW = 32;

/** A small picture of a scenario: tiles in columns by their distance from the sources. */
export function Miniature({
  document,
  categories,
}: {
  document: Record<string, unknown>;
  categories: Map<string, string>;
}) {
  const { nodes = [], edges = [] } = document as Document;
  const places = placed(
    nodes.map((each) => each.id),
    edges.map((each) => [nodeOf(each.from), nodeOf(each.to)]),
  );
  const columns = Math.max(1, ...[...places.values()].map((each) => each.column + 1));
  const rows = Math.max(1, ...[...places.values()].map((each) => each.row + 1));
  const width = (columns - 1) * STEP + WIDTH;
  const height = (rows - 1) * ROW + HEIGHT;
  return (
    <svg className="mini" viewBox={`${-16} ${-18} ${width + 32} ${height + 36}`} aria-hidden="true">
      {edges.map((each) => {
        const from = places.get(nodeOf(each.from));
        const to = places.get(nodeOf(each.to));
        if (!from || !to) return null;
        const x = from.column * STEP + WIDTH;
        const y = from.row * ROW + HEIGHT / 2;
        const toX = to.column * STEP;
        const toY = to.row * ROW + HEIGHT / 2;
        const bend = (x + toX) / 2;
        return (
          <path key={`${each.from} ${each.to}`} d={`M${x} ${y}C${bend} ${y} ${bend} ${toY} ${toX} ${toY}`} />
        );
      })}
      {nodes.map((each) => {
        const place = places.get(each.id)!;
        return (
          <rect
            key={each.id}
            className={`cat-${categories.get(each.component) ?? "logic"}`}
            x={place.column * STEP}
            y={place.row * ROW}
            width={WIDTH}
            height={HEIGHT}
            rx={5}
          />
        );
      })}
    </svg>
  );
}

function nodeOf(end: string): string {
  return end.split(".")[0] ?? end;
}

/** Column and row of each node. */
function placed(ids: string[], edges: [string, string][]): Map<string, { column: number; row: number }> {
  const columns = new Map(ids.map((id) => [id, 0]));
  for (let round = 0; round < ids.length; round++) {
    for (const [from, to] of edges) {
      const wanted = (columns.get(from) ?? 0) + 1;
      if (wanted > (columns.get(to) ?? 0) && wanted <= ids.length) columns.set(to, wanted);
    }
  }
  const filled = new Map<number, number>();
  return new Map(
    ids.map((id) => {
      const column = columns.get(id) ?? 0;
      const row = filled.get(column) ?? 0;
      filled.set(column, row + 1);
      return [id, { column, row }];
    }),
  );
}
