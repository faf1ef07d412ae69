import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, expect, test } from "vitest";
import { processTerminal } from "#cli/process-terminal.ts";
import { makeProgram } from "#cli/program.ts";
import { commandLine } from "#cli/testing/command-line.ts";
import { SCOPES } from "#core/scopes.ts";
import { gatedDefinition } from "#server/testing/definitions.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);
const workspace = await newWorkspace(services);
const owner = callerFor(services, await workspace.as("owner"));
const { secret: apiKey } = await owner.keys.create({ name: "test", role: "owner", scopes: [...SCOPES] });
const { heddle, folder, close } = commandLine({ HEDDLE_URL: url, HEDDLE_API_KEY: apiKey });
afterAll(close);

interface Documented {
  keys: string[];
  isOpen: boolean;
  isList: boolean;
}

/** What docs/command-line.md says of each command: the keys of its document, and whether there may be more. */
const documented = new Map<string, Documented>();
for (const [, commands = "", answers = ""] of readFileSync("docs/command-line.md", "utf8").matchAll(
  /^\| (`.*?) \| (.*) \|$/gm,
)) {
  const [first = ""] = answers.split(";");
  const keys = Array.from(first.matchAll(/`(\w+)`/g), ([, key = ""]) => key);
  for (const [, command = ""] of commands.matchAll(/`([a-z -]+)`/g))
    documented.set(command, { keys, isOpen: first.endsWith(" and more"), isList: first.startsWith("a list") });
}

const leaves = (command: Command, path: string[] = []): string[] =>
  command.commands.length === 0
    ? [path.join(" ")]
    : command.commands.flatMap((each) => leaves(each, [...path, each.name()]));

test("every command is in the documentation", () => {
  const program = makeProgram(processTerminal(), () => undefined);
  const silent = new Set(["worker", "completion", "complete"]);

  expect(
    leaves(program)
      .filter((name) => !silent.has(name))
      .toSorted(),
  ).toEqual([...documented.keys()].toSorted());
});

test("what --json writes is what is documented", async () => {
  const { runId, reviewId } = await gatedRun(services, workspace, "told");
  const other = await gatedRun(services, workspace, "sent");
  const path = join(folder, "told.json");
  writeFileSync(path, JSON.stringify(gatedDefinition("told")));
  writeFileSync(join(folder, "items.jsonl"), '{"id":"a"}\n');
  const lines: [command: string, ...args: string[]][] = [
    ["run", "told", "-i", "id=two"],
    ["runs ls"],
    ["runs show", String(runId)],
    ["runs compare", String(runId), String(runId)],
    ["review ls"],
    ["review show", String(reviewId)],
    ["review approve", String(reviewId), "--form", "risk=low"],
    ["review request-changes", String(other.reviewId), "--stage", "shape", "--comment", "Once more"],
    ["runs update", String(runId), "--stage", "shape"],
    ["runs cancel", String(other.runId)],
    ["workflows ls"],
    ["workflows show", "told"],
    ["workflows pull", "told", join(folder, "pulled.json")],
    ["workflows validate", path],
    ["workflows diff", path],
    ["workflows push", path],
    ["workflows publish", "told"],
    ["batch submit", join(folder, "items.jsonl"), "--workflow", "told"],
    ["keys ls"],
    ["keys create", "ci", "--role", "viewer"],
    ["secrets ls"],
    ["doctor"],
  ];
  await heddle(["secrets", "set", "TOKEN"], { stdin: "value" });

  for (const [command, ...args] of lines) {
    const ended = await heddle([...command.split(" "), ...args, "--json"]);
    const { keys = [], isOpen = false, isList = false } = documented.get(command) ?? {};
    const json = ended.json() as object | object[];
    const told = Object.keys((isList ? Object.values(json)[0] : json) ?? {});
    expect
      .soft(isOpen ? told.filter((key) => keys.includes(key)).toSorted() : told.toSorted(), command)
      .toEqual(keys.toSorted());
  }
});
