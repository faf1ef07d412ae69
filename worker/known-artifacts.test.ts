import { expect, test } from "vitest";
import { RecentArtifacts } from "#worker/known-artifacts.ts";

test("the artifacts of an output are remembered by its input hash", async () => {
  const known = new RecentArtifacts();
  known.made("a", ["1", "2"]);
  expect(await known.of("a")).toEqual(["1", "2"]);
  expect(await known.of("b")).toBeUndefined();
});

test("what was learned first is forgotten first, and memory stays bounded", async () => {
  const known = new RecentArtifacts();
  for (let number = 0; number <= 10_000; number++) known.made(String(number), ["1"]);
  expect(await known.of("0")).toBeUndefined();
  expect(await known.of("1")).toEqual(["1"]);
});

test("neither an output without artifacts nor one with very many takes place", async () => {
  const known = new RecentArtifacts();
  known.made("none", []);
  known.made(
    "many",
    Array.from({ length: 21 }, (_, number) => String(number)),
  );
  expect([await known.of("none"), await known.of("many")]).toEqual([undefined, undefined]);
});
