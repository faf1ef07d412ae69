import { expect, test } from "vitest";
import { sourcesOf, stagesBehind } from "#core/lineage.ts";

const before = ["parse", "write", "price"];
const gate = (details: unknown) => ({ config: { details } });

test("each part of what a gate shows comes from the stages that its expressions read", () => {
  const details = {
    text: { $: "stages.write.output.text" },
    prices: [{ $: "stages.price.output" }, "fixed"],
    kind: { $: "input.kind" },
    pages: { $: "{ 'first': stages.parse.output[0], 'all': $count(stages.parse.output) & stages.write.output }" },
  };
  expect(sourcesOf(gate(details), before)).toEqual([
    { path: "text", stages: ["write"] },
    { path: "prices.0", stages: ["price"] },
    { path: "pages.first", stages: ["parse"] },
    { path: "pages.all", stages: ["parse", "write"] },
  ]);
});

test("an expression that may read anything comes from all stages before, one over the whole from all that it reads", () => {
  expect(sourcesOf(gate({ $: "$lookup(stages, input.which)" }), before)).toEqual([{ path: "", stages: before }]);
  expect(sourcesOf(gate({ $: "stages.write.output" }), before)).toEqual([{ path: "", stages: ["write"] }]);
});

test("a stage that does not come before is no source", () => {
  expect(sourcesOf(gate({ a: { $: "stages.later.output & stages.write.output" } }), before)).toEqual([
    { path: "a", stages: ["write"] },
  ]);
});

test("without details a gate shows its input, or the item of its subtask", () => {
  expect(sourcesOf({ config: {}, input: { a: { $: "stages.write.output" } } }, before)).toEqual([
    { path: "a", stages: ["write"] },
  ]);
  const forEach = { items: { $: "stages.parse.output.pages" }, onFailure: "fail" as const };
  expect(sourcesOf({ config: {}, forEach }, before)).toEqual([{ path: "item", stages: ["parse"] }]);
  expect(sourcesOf({ config: {} }, before)).toEqual([]);
});

test("what is marked comes from the stages of its part, of what holds it, and of what it holds", () => {
  const sources = [
    { path: "text", stages: ["write"] },
    { path: "prices.total", stages: ["price"] },
    { path: "prices.list", stages: ["parse", "price"] },
  ];
  expect(stagesBehind(sources, ["text.3"])).toEqual(["write"]);
  expect(stagesBehind(sources, ["prices"])).toEqual(["price", "parse"]);
  expect(stagesBehind(sources, ["text", "prices.total"])).toEqual(["write", "price"]);
  expect(stagesBehind(sources, ["textual"])).toEqual(["write", "price", "parse"]);
  expect(stagesBehind(sources, [])).toEqual(["write", "price", "parse"]);
});
