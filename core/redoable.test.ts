import { expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { alsoRedone, redoableOf } from "#core/redoable.ts";

const stage = (id: string, more: object = {}) => ({ id, kind: "transform", config: { expression: "1" }, ...more });

/** fetch → write → proof → approve → send, with a mail that goes out beside the gate. */
const definition = Definition.parse({
  heddle: 1,
  name: "test.flow",
  stages: [
    stage("approve", { kind: "review", config: { details: { text: { $: "stages.write.output" } } } }),
    stage("fetch", { title: "Fetch it" }),
    stage("write"),
    stage("proof"),
    stage("mail"),
    stage("send"),
  ],
  dependencies: [
    { from: "fetch", to: "write" },
    { from: "write", to: "proof" },
    { from: "write", to: "mail" },
    { from: "proof", to: "approve" },
    { from: "approve", to: "send" },
  ],
});

test("a gate is sent back to what comes before it, and what lies beside it follows", () => {
  const { redoable, follows, sources } = redoableOf(definition, "approve", "gate");

  expect(redoable).toEqual([
    { stageId: "fetch", title: "Fetch it" },
    { stageId: "write", title: "write" },
    { stageId: "proof", title: "proof" },
  ]);
  expect(sources).toEqual([{ path: "text", stages: ["write"] }]);
  expect(alsoRedone(follows, ["write"]).map(({ stageId }) => stageId)).toEqual(["proof", "mail"]);
  expect(alsoRedone(follows, ["proof"])).toEqual([]);
  expect(alsoRedone(follows, ["fetch", "proof"]).map(({ stageId }) => stageId)).toEqual(["write", "mail"]);
});

test("a stage whose own output is reviewed comes first of those that it is sent back to, and made all of it", () => {
  const { redoable, sources } = redoableOf(definition, "write", "check");

  expect(redoable.map(({ stageId }) => stageId)).toEqual(["write", "fetch"]);
  expect(sources).toEqual([{ path: "", stages: ["write"] }]);
});

test("a gate that shows nothing of any stage is sent back to what stands right before it, if anything does", () => {
  const plain = {
    ...definition,
    stages: definition.stages.map(({ id }) => Definition.shape.stages.element.parse(stage(id))),
  };

  expect(redoableOf(plain, "approve", "gate").sources).toEqual([{ path: "", stages: ["proof"] }]);
  expect(redoableOf(plain, "fetch", "gate")).toEqual({ redoable: [], follows: [], sources: [] });
});
