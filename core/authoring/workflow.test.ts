import { expect, test } from "vitest";
import { workflow } from "#core/authoring/workflow.ts";
import { Definition } from "#core/definition.ts";
import type { DomainError } from "#core/errors.ts";

const transform = (expression: string) => ({ kind: "transform", config: { expression } }) as const;

test("it builds the same definition as its JSON", () => {
  const built = workflow("document.flow", { title: "Document", itemId: { $: "input.id" } })
    .stage("parse", { ...transform("input"), title: "Parse" })
    .stage("enrich", { kind: "custom:enrich", config: { depth: 2 }, input: { part: { $: "subtask.item" } } })
    .after("parse")
    .forEach({ $: "stages.parse.output.parts" }, { concurrency: 3, onFailure: "continue" })
    .retry({ maxAttempts: 3 })
    .stage("notice", { kind: "http", config: { url: "https://example.org" } })
    .after("parse", "enrich", { requiresSuccess: false, when: { $: "stages.enrich.status = 'failed'" } })
    .build();

  expect(built).toEqual(
    Definition.parse({
      heddle: 1,
      name: "document.flow",
      title: "Document",
      itemId: { $: "input.id" },
      stages: [
        { id: "parse", kind: "transform", title: "Parse", config: { expression: "input" } },
        {
          id: "enrich",
          kind: "custom:enrich",
          config: { depth: 2 },
          input: { part: { $: "subtask.item" } },
          forEach: { items: { $: "stages.parse.output.parts" }, concurrency: 3, onFailure: "continue" },
          retry: { maxAttempts: 3 },
        },
        { id: "notice", kind: "http", config: { url: "https://example.org" } },
      ],
      dependencies: [
        { from: "parse", to: "enrich" },
        { from: "parse", to: "notice", requiresSuccess: false, when: { $: "stages.enrich.status = 'failed'" } },
        { from: "enrich", to: "notice", requiresSuccess: false, when: { $: "stages.enrich.status = 'failed'" } },
      ],
    }),
  );
});

test("what was built so far can be built on twice", () => {
  const base = workflow("a.flow").stage("a", transform("1"));
  const [one, two] = [base.stage("b", transform("2")).after("a"), base.stage("c", transform("3"))];

  expect(one.build().stages.map(({ id }) => id)).toEqual(["a", "b"]);
  expect(two.build().stages.map(({ id }) => id)).toEqual(["a", "c"]);
  expect(two.build().dependencies).toEqual([]);
});

test("follow-ups are declared on the workflow and on stages, and no later step drops an earlier one", () => {
  const built = workflow("video.process")
    .spawns("video.archive")
    .spawns("video.notice", { delayMs: 1_000 })
    .stage("parse", transform("input"))
    .spawns("price.fetch", { forEach: { $: "output.tickers" }, input: { ticker: { $: "item" } } })
    .spawns("video.index")
    .retry({ maxAttempts: 2 })
    .stage("sum", transform("1"))
    .after("parse")
    .build();

  expect(built.spawns?.map((spawn) => spawn.workflow)).toEqual(["video.archive", "video.notice"]);
  expect(built.stages[0]?.spawns).toEqual([
    { workflow: "price.fetch", forEach: { $: "output.tickers" }, input: { ticker: { $: "item" } } },
    { workflow: "video.index" },
  ]);
  expect(built.stages[1]?.spawns).toBeUndefined();
});

test("outputs are kept by policy, and change types name the stages that they do over", () => {
  const built = workflow("campaign.flow")
    .stage("voice", transform("1"))
    .cache({ ttlMs: 86_400_000, version: "2" })
    .stage("music", transform("2"))
    .cache()
    .stage("mix", transform("3"))
    .after("voice", "music")
    .changeRequest("audio.update", "voice")
    .changeRequest("style.update", "mix")
    .changeRequest("audio.update", "music", "voice")
    .build();

  expect(built.stages.map(({ cache }) => cache)).toEqual([
    { scope: "global", ttlMs: 86_400_000, version: "2" },
    { scope: "global" },
    undefined,
  ]);
  expect(built.changeRequests).toEqual({ "audio.update": ["voice", "music"], "style.update": ["mix"] });
});

test("every problem that keeps it from being published is told at once", () => {
  const broken = workflow("a.flow")
    .stage("a", transform("stages.b.output"))
    .stage("b", { kind: "http", config: { url: "" } });

  expect(() => broken.build()).toThrow(
    /^The workflow a\.flow cannot be published:\n- Stage b: url: .*\n- Stage a: config\.expression: stage b does not come before a$/,
  );
  try {
    broken.build();
  } catch (error) {
    expect((error as DomainError).problems).toHaveLength(2);
  }
});

test("a shape that is wrong is told as well", () => {
  expect(() => workflow("Not A Name").stage("a", transform("1")).build()).toThrow(/name: is lower case words/);
});

test("a stage that is not there, or is there already, does not compile", () => {
  const base = workflow("a.flow").stage("a", transform("1")).stage("b", transform("2"));

  // @ts-expect-error: there is no stage c
  expect(() => base.after("c").build()).toThrow("names the unknown stage c");
  // @ts-expect-error: a stage does not run after itself
  expect(() => base.after("b").build()).toThrow("depends on itself");
  // @ts-expect-error: there is a stage a already
  expect(() => base.stage("a", transform("1")).build()).toThrow("two stages with the id a");
  // @ts-expect-error: a change does over stages that are there
  expect(() => base.changeRequest("text.update", "a", "c").build()).toThrow("names the unknown stage c");
  // @ts-expect-error: a change does over one stage at least
  expect(() => base.changeRequest("text.update").build()).toThrow("names no stage yet");
  // @ts-expect-error: an http stage has an address
  expect(() => base.stage("c", { kind: "http", config: {} }).build()).toThrow("Stage c: url");
});
