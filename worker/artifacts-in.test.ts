import { expect, test } from "vitest";
import { artifactsIn } from "#worker/artifacts-in.ts";

const reference = (hash: string, name: string) => ({ $artifact: { hash, name, mediaType: "text/plain", size: 3 } });

test("the artifacts of an output are found wherever they stand, each once", () => {
  const output = { report: reference("aa", "a.txt"), list: [reference("bb", "b.txt"), reference("aa", "a.txt")] };

  expect(artifactsIn(output, new Set(["aa", "bb"])).map(({ name }) => name)).toEqual(["a.txt", "b.txt"]);
});

test("a reference to content that this attempt did not make is left out", () => {
  expect(artifactsIn({ stolen: reference("cc", "c.txt") }, new Set(["aa"]))).toEqual([]);
});

test("what only looks like a reference is left out", () => {
  expect(artifactsIn([{ $artifact: "aa" }, null, "text", { $artifact: { hash: "aa" } }], new Set(["aa"]))).toEqual([]);
});
