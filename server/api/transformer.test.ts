import { expect, test } from "vitest";
import { transformer } from "#server/api/transformer.ts";

const { serialize, deserialize } = transformer.input;

test("what a client sends twice arrives twice", () => {
  const shared = { text: "once" };
  expect(deserialize(serialize({ first: shared, second: shared }))).toEqual({ first: shared, second: shared });
});

test("what a request says of parts that are the same is not believed", () => {
  const json = { x: { x: { x: {}, y: 0 }, y: 0 }, y: 0 };
  const referentialEqualities = { "x.x.x": ["x.x.y"], "x.x": ["x.y"], x: ["y"] };
  expect(deserialize({ json, meta: { referentialEqualities } })).toEqual(json);
});
