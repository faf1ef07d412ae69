export interface Edge {
  from: string;
  to: string;
}

/** The stages that each stage depends on, or that depend on it, by stage id. */
function neighbours(edges: readonly Edge[], side: "from" | "to"): Map<string, string[]> {
  const other = side === "from" ? "to" : "from";
  const map = new Map<string, string[]>();
  for (const edge of edges) {
    const list = map.get(edge[side]);
    if (list) list.push(edge[other]);
    else map.set(edge[side], [edge[other]]);
  }
  return map;
}

function reachable(starts: readonly string[], next: Map<string, string[]>): Set<string> {
  const seen = new Set<string>();
  const queue = [...starts];
  for (let stage = queue.pop(); stage !== undefined; stage = queue.pop())
    for (const neighbour of next.get(stage) ?? [])
      if (!seen.has(neighbour)) {
        seen.add(neighbour);
        queue.push(neighbour);
      }
  return seen;
}

/** All stages that can be reached from the given ones along dependencies, those themselves left out unless on a cycle. */
export const downstreamOf = (stages: readonly string[], edges: readonly Edge[]): Set<string> =>
  reachable(stages, neighbours(edges, "from"));

/** All stages that lead to the given ones. */
export const upstreamOf = (stages: readonly string[], edges: readonly Edge[]): Set<string> =>
  reachable(stages, neighbours(edges, "to"));

/**
 * Tells of two stages whether the first comes before the second, at once however often it is asked: for a graph without
 * cycles. One bit a stage, so that thousands of stages take a few megabytes and milliseconds.
 */
export function precedence(
  stages: readonly string[],
  edges: readonly Edge[],
): (first: string, second: string) => boolean {
  const before = neighbours(edges, "to");
  const known = new Map<string, { own: bigint; above: bigint }>();
  const bitsOf = (id: string) => {
    const bits = known.get(id) ?? { own: 1n << BigInt(known.size), above: 0n };
    known.set(id, bits);
    return bits;
  };
  for (const id of topologicalOrder(stages, edges)) {
    const bits = bitsOf(id);
    for (const parent of (before.get(id) ?? []).map(bitsOf)) bits.above |= parent.own | parent.above;
  }
  return (first, second) => (bitsOf(second).above & bitsOf(first).own) !== 0n;
}

/** The stages that nothing depends on: what they give is what a run gives. */
export function leavesOf(stages: readonly string[], edges: readonly Edge[]): string[] {
  const inner = new Set(edges.map(({ from }) => from));
  return stages.filter((id) => !inner.has(id));
}

/** Whether a new dependency would close a cycle. */
export const closesCycle = (edges: readonly Edge[], from: string, to: string): boolean =>
  from === to || downstreamOf([to], edges).has(from);

interface Node {
  id: string;
  missing: number;
  next: Node[];
}

/**
 * The stages in an order in which each comes after all that it depends on; among the free ones the given order holds.
 * Stages on a cycle, and behind one, are left out.
 */
export function topologicalOrder(stages: readonly string[], edges: readonly Edge[]): string[] {
  const nodes = new Map<string, Node>();
  const nodeOf = (id: string): Node => {
    const node = nodes.get(id) ?? { id, missing: 0, next: [] };
    nodes.set(id, node);
    return node;
  };
  for (const { from, to } of edges) {
    nodeOf(from).next.push(nodeOf(to));
    nodeOf(to).missing += 1;
  }
  const order = stages.map(nodeOf).filter(({ missing }) => missing === 0);
  for (const { next } of order)
    for (const follower of next) {
      follower.missing -= 1;
      if (follower.missing === 0) order.push(follower);
    }
  return order.map(({ id }) => id);
}

/** The stages of one cycle in order, the first repeated at the end (`["a", "b", "a"]`); null when there is none. */
export function findCycle(stages: readonly string[], edges: readonly Edge[]): [string, ...string[]] | null {
  const free = new Set(topologicalOrder(stages, edges));
  const before = new Map(
    edges.filter(({ from, to }) => !free.has(from) && !free.has(to)).map(({ from, to }) => [to, from]),
  );
  // Walking backwards from a stage that is on a cycle or behind one must meet a stage twice.
  const path: string[] = [];
  let stage = stages.find((id) => !free.has(id));
  while (stage !== undefined && !path.includes(stage)) {
    path.push(stage);
    stage = before.get(stage);
  }
  if (stage === undefined) return null;
  const cycle = path.slice(path.indexOf(stage)).reverse();
  const first = cycle.reduce((one, other) => (stages.indexOf(other) < stages.indexOf(one) ? other : one));
  const place = cycle.indexOf(first);
  return [first, ...cycle.slice(place + 1), ...cycle.slice(0, place), first];
}
