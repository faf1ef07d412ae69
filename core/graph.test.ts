import fc from "fast-check";
import { expect, test } from "vitest";
import {
  closesCycle,
  downstreamOf,
  type Edge,
  findCycle,
  leavesOf,
  precedence,
  topologicalOrder,
  upstreamOf,
} from "#core/graph.ts";

const edges = (...pairs: string[]): Edge[] => pairs.map((pair) => ({ from: pair[0] ?? "", to: pair[1] ?? "" }));
const DIAMOND = edges("ab", "ac", "bd", "cd");

test("downstream is all that can be reached, upstream all that leads there", () => {
  expect([...downstreamOf(["a"], DIAMOND)].toSorted()).toEqual(["b", "c", "d"]);
  expect([...upstreamOf(["d"], DIAMOND)].toSorted()).toEqual(["a", "b", "c"]);
  expect([...downstreamOf(["b", "c"], DIAMOND)]).toEqual(["d"]);
  expect([...downstreamOf(["d"], DIAMOND)]).toEqual([]);
});

test("a stage comes before all that is downstream of it, and before nothing else", () => {
  const stages = fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 120 });
  fc.assert(
    fc.property(stages, (pairs) => {
      const forward = pairs
        .filter(([a, b]) => a !== b)
        .map(([a, b]) => ({ from: `s${Math.min(a, b)}`, to: `s${Math.max(a, b)}` }));
      const ids = Array.from({ length: 41 }, (_, index) => `s${index}`);
      const comesBefore = precedence(ids, forward);
      for (const id of ids)
        expect(ids.filter((other) => comesBefore(id, other)).toSorted()).toEqual(
          [...downstreamOf([id], forward)].toSorted(),
        );
    }),
    { numRuns: 30 },
  );
  expect(precedence(["a"], [])("nowhere", "a")).toBe(false);
});

test("a stage on a cycle is downstream of itself", () => {
  expect([...downstreamOf(["a"], edges("ab", "ba"))].toSorted()).toEqual(["a", "b"]);
});

test("a dependency closes a cycle when its end leads to its start", () => {
  expect(closesCycle(DIAMOND, "d", "a")).toBe(true);
  expect(closesCycle(DIAMOND, "a", "a")).toBe(true);
  expect(closesCycle(DIAMOND, "a", "d")).toBe(false);
  expect(closesCycle(DIAMOND, "b", "c")).toBe(false);
});

test("each stage comes after all that it depends on, in the given order otherwise", () => {
  expect(topologicalOrder(["d", "c", "b", "a"], DIAMOND)).toEqual(["a", "b", "c", "d"]);
  expect(topologicalOrder(["x", "y", "z"], [])).toEqual(["x", "y", "z"]);
});

test("stages on a cycle, and behind one, have no place in the order", () => {
  expect(topologicalOrder(["a", "b", "c", "d"], edges("ab", "bc", "cb", "cd"))).toEqual(["a"]);
  expect(topologicalOrder(["a"], edges("ax"))).toEqual(["a", "x"]);
});

test("a cycle is named in order, from its first stage back to it, whatever leads to it or follows", () => {
  expect(findCycle(["a", "b", "c", "d"], edges("ab", "bc", "cb", "cd"))).toEqual(["b", "c", "b"]);
  expect(findCycle(["x", "a", "b", "c"], edges("ab", "bc", "ca", "cx"))).toEqual(["a", "b", "c", "a"]);
  expect(findCycle(["c", "b", "a"], edges("ab", "bc", "ca"))).toEqual(["c", "a", "b", "c"]);
  expect(findCycle(["a"], edges("aa"))).toEqual(["a", "a"]);
  expect(findCycle(["a", "b", "c", "d"], DIAMOND)).toBeNull();
});

const graphs = fc.integer({ min: 1, max: 8 }).chain((size) => {
  const ids = Array.from({ length: size }, (_, index) => `s${index}`);
  const edge = fc.record({ from: fc.constantFrom(...ids), to: fc.constantFrom(...ids) });
  return fc.record({
    stages: fc.constant(ids),
    edges: fc.uniqueArray(edge, { selector: ({ from, to }) => `${from} ${to}`, maxLength: 16 }),
  });
});

test("a graph has either an order of all its stages or a cycle along its dependencies", () => {
  fc.assert(
    fc.property(graphs, ({ stages, edges: links }) => {
      const order = topologicalOrder(stages, links);
      const cycle = findCycle(stages, links);
      if (!cycle) {
        expect(order.toSorted()).toEqual(stages.toSorted());
        for (const { from, to } of links) expect(order.indexOf(from)).toBeLessThan(order.indexOf(to));
        return;
      }
      expect(order.length).toBeLessThan(stages.length);
      expect(cycle[0]).toBe(cycle.at(-1));
      expect(new Set(cycle).size).toBe(cycle.length - 1);
      for (const [index, to] of cycle.slice(1).entries()) expect(links).toContainEqual({ from: cycle[index], to });
    }),
  );
});

test("adding dependencies that close no cycle never makes one", () => {
  fc.assert(
    fc.property(graphs, ({ stages, edges: asked }) => {
      const kept: Edge[] = [];
      for (const edge of asked) if (!closesCycle(kept, edge.from, edge.to)) kept.push(edge);
      expect(findCycle(stages, kept)).toBeNull();
    }),
  );
});

test("the last stages are those that nothing depends on", () => {
  expect(leavesOf(["a", "b", "c"], [{ from: "a", to: "b" }])).toEqual(["b", "c"]);
  expect(leavesOf([], [])).toEqual([]);
});
