import { NODE_HEIGHT, NODE_WIDTH, type Point } from "#components/graph/graph-node.ts";
import type { Definition } from "#core/definition.ts";

const COLUMN_GAP = 96;
const ROW_GAP = 32;

/**
 * A place for every stage: its own where it has one, else a plain layered arrangement, at once and without a worker.
 * Stages without a place are set below those that have one. Cycles do no harm.
 */
export function stagePositions(definition: Pick<Definition, "stages" | "dependencies">): Map<string, Point> {
  const placed = new Map<string, Point>();
  for (const { id, position } of definition.stages) if (position) placed.set(id, position);
  if (placed.size === definition.stages.length) return placed;

  const top = placed.size > 0 ? Math.max(...Array.from(placed.values(), ({ y }) => y)) + 2 * NODE_HEIGHT : 0;
  for (const [id, { x, y }] of layered(definition, placed)) placed.set(id, { x, y: y + top });
  return placed;
}

function layered(
  { stages, dependencies }: Pick<Definition, "stages" | "dependencies">,
  placed: ReadonlyMap<string, Point>,
): Map<string, Point> {
  const ids = stages.map(({ id }) => id).filter((id) => !placed.has(id));
  const columns = longestPaths(new Set(ids), dependencies);
  const parents = Map.groupBy(dependencies, ({ to }) => to);

  const byColumn = Map.groupBy(ids, (id) => columns.get(id) ?? 0);
  const rows = new Map<string, number>();
  const positions = new Map<string, Point>();
  for (const column of [...byColumn.keys()].sort((a, b) => a - b)) {
    const members = byColumn.get(column) ?? [];
    const wish = new Map(members.map((id, index) => [id, averageRow(parents.get(id) ?? [], rows) ?? index]));
    members.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
    members.forEach((id, index) => {
      const row = index - (members.length - 1) / 2;
      rows.set(id, row);
      positions.set(id, { x: column * (NODE_WIDTH + COLUMN_GAP), y: Math.round(row * (NODE_HEIGHT + ROW_GAP)) });
    });
  }
  return positions;
}

function averageRow(incoming: readonly { from: string }[], rows: ReadonlyMap<string, number>): number | null {
  const known = incoming.flatMap(({ from }) => rows.get(from) ?? []);
  return known.length > 0 ? known.reduce((sum, row) => sum + row, 0) / known.length : null;
}

function longestPaths(ids: ReadonlySet<string>, dependencies: Definition["dependencies"]): Map<string, number> {
  const inside = dependencies.filter(({ from, to }) => ids.has(from) && ids.has(to) && from !== to);
  const outgoing = Map.groupBy(inside, ({ from }) => from);
  const waitsFor = new Map<string, number>();
  for (const { to } of inside) waitsFor.set(to, (waitsFor.get(to) ?? 0) + 1);

  const depth = new Map<string, number>();
  const ready = [...ids].filter((id) => !waitsFor.has(id));
  for (const id of ready) {
    for (const { to } of outgoing.get(id) ?? []) {
      depth.set(to, Math.max(depth.get(to) ?? 0, (depth.get(id) ?? 0) + 1));
      const left = (waitsFor.get(to) ?? 0) - 1;
      waitsFor.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return depth;
}
