import { expect, test } from "vitest";
import { artifactsIn } from "#worker/artifacts-in.ts";

const reference = (hash: string, name: string) => ({ $artifact: { hash, name, mediaType: "text/plain", size: 3 } });

test("the artifacts of an output are found wherever they stand, each once", () => {
  const output = { report: reference("aa", "a.txt"), list: [reference("bb", "b.txt"), reference("aa", "a.txt")] };

  expect(
    artifactsIn(
      output,
      new Map([
        ["aa", 3],
        ["bb", 3],
      ]),
    ).map(({ name }) => name),
  ).toEqual(["a.txt", "b.txt"]);
});

test("a reference to content that this attempt did not make is left out", () => {
  expect(artifactsIn({ stolen: reference("cc", "c.txt") }, new Map([["aa", 3]]))).toEqual([]);
});

test("what only looks like a reference is left out", () => {
  const output = [{ $artifact: "aa" }, null, "text", { $artifact: { hash: "aa" } }, reference("aa", "n".repeat(5_000))];

  expect(artifactsIn(output, new Map([["aa", 3]]))).toEqual([]);
});

test("the size of an artifact is what was stored, whatever a reference says", () => {
  const output = [0.5, -1, 1e300].map((size) => ({ $artifact: { ...reference("aa", `${size}.txt`).$artifact, size } }));

  expect(artifactsIn(output, new Map([["aa", 3]])).map(({ size }) => size)).toEqual([3, 3, 3]);
});

test("no output claims more than a thousand artifacts", () => {
  const output = Array.from({ length: 1_001 }, (_, index) => reference("aa", `${index}.txt`));

  expect(artifactsIn(output, new Map([["aa", 3]]))).toHaveLength(1_000);
});
