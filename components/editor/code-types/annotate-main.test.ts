import typescript from "@ts-morph/common/dist/typescript.js";
import { expect, test } from "vitest";
import { annotationsOf, placeWith, placeWithout, withInsertions } from "#components/editor/code-types/annotate-main.ts";

const annotationsIn = (source: string) =>
  annotationsOf(typescript, typescript.createSourceFile("code.ts", source, typescript.ScriptTarget.ESNext, true), [
    "Input",
    "Context",
  ]);
const annotated = (source: string) => withInsertions(source, annotationsIn(source));

test.each([
  ["export default input => input", "export default (input: Input) => input"],
  [
    "export default async (input, { attempt } = {}) => 1",
    "export default async (input: Input, { attempt }: Context = {}) => 1",
  ],
  ["export default function (input?, context: any) {}", "export default function (input?: Input, context: any) {}"],
  [
    "const main = function (input) {};\nexport default main",
    "const main = function (input: Input) {};\nexport default main",
  ],
])("%s", (source, typed) => {
  expect(annotated(source)).toBe(typed);
});

test.each([
  "export default () => 1",
  "export default (...all) => all",
  "export default (input: string, context: Context) => 1",
  "export default 1",
  "export default main",
  "const main = main;\nexport default main",
  "export const half = (n) => n / 2",
  "export default {",
])("nothing is put into %s", (source) => {
  expect(annotated(source)).toBe(source);
});

test("each place of the author's text is found again", () => {
  const source = "export default input => input.id";
  const insertions = annotationsIn(source);
  for (let at = 0; at <= source.length; at++) expect(placeWithout(placeWith(at, insertions), insertions)).toBe(at);
  const typed = withInsertions(source, insertions);
  expect(placeWithout(typed.indexOf("Input"), insertions)).toBe(source.indexOf(" =>"));
});
