import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RUN_MOVES, TASK_MOVES } from "#core/statuses.ts";

const DOCUMENT = join(import.meta.dirname, "../../docs/state-machine.md");

const diagram = (first: string, moves: Record<string, readonly string[]>): string =>
  [
    "stateDiagram-v2",
    `  [*] --> ${first}`,
    ...Object.entries(moves).flatMap(([from, tos]) =>
      tos.length > 0 ? tos.map((to) => `  ${from} --> ${to}`) : [`  ${from} --> [*]`],
    ),
  ].join("\n");

test("the diagrams of docs/state-machine.md are the tables of moves", () => {
  const drawn = [...readFileSync(DOCUMENT, "utf8").matchAll(/```mermaid\n(.*?)\n```/gs)].map(([, text]) => text);
  expect(drawn).toEqual([diagram("waiting", TASK_MOVES), diagram("queued", RUN_MOVES)]);
});
