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

/** Whether a new dependency would close a cycle. */
export const closesCycle = (edges: readonly Edge[], from: string, to: string): boolean =>
  from === to || downstreamOf([to], edges).has(from);

/**
 * The stages in an order in which each comes after all that it depends on; among the free ones the given order holds.
 * Stages on a cycle, and behind one, are left out.
 */
export function topologicalOrder(stages: readonly string[], edges: readonly Edge[]): string[] {
  const next = neighbours(edges, "from");
  const missing = new Map(stages.map((stage) => [stage, 0]));
  for (const { to } of edges) missing.set(to, (missing.get(to) ?? 0) + 1);
  const order = stages.filter((stage) => missing.get(stage) === 0);
  for (const stage of order)
    for (const follower of next.get(stage) ?? []) {
      const left = (missing.get(follower) ?? 0) - 1;
      missing.set(follower, left);
      if (left === 0) order.push(follower);
    }
  return order;
}

/** The stages of one cycle in order, the first repeated at the end (`["a", "b", "a"]`); null when there is none. */
export function findCycle(stages: readonly string[], edges: readonly Edge[]): string[] | null {
  const free = new Set(topologicalOrder(stages, edges));
  const before = neighbours(
    edges.filter(({ from, to }) => !free.has(from) && !free.has(to)),
    "to",
  );
  const start = stages.find((stage) => !free.has(stage));
  if (start === undefined) return null;
  // Walking backwards from a stage that is on a cycle or behind one must meet a stage twice.
  const path: string[] = [];
  let stage: string = start;
  while (!path.includes(stage)) {
    path.push(stage);
    stage = before.get(stage)?.[0] ?? stage;
  }
  const cycle = path.slice(path.indexOf(stage)).reverse();
  const first = cycle.indexOf(stages.find((id) => cycle.includes(id)) ?? stage);
  const turned = [...cycle.slice(first), ...cycle.slice(0, first)];
  return [...turned, turned[0] ?? stage];
}
