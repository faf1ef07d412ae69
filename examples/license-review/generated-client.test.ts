import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { SCOPES } from "#core/scopes.ts";
import { exampleStack } from "#examples/testing/example-stack.ts";
import { serveDoors } from "#server/testing/doors.ts";

const { services, owner, reaches } = await exampleStack();
const url = await serveDoors(services);

// Beside the packages that generated code imports.
const folder = mkdtempSync(join(import.meta.dirname, ".generated-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What somebody writes who has nothing but the generated client. Its types are checked, too. */
const PROGRAM = `
import { defaults, reviewsDecide, reviewsGet, reviewsList, runsArtifacts, runsRead, runsStart } from "./client.ts";

export function connect(baseUrl: string, key: string): void {
  defaults.baseUrl = baseUrl;
  defaults.headers = { authorization: "Bearer " + key };
}

export async function start(id: string, text: string): Promise<number> {
  const { runId } = await runsStart({ workflow: "license.review", input: { id, name: id, text } }, { idempotencyKey: id });
  return runId;
}

export async function approve(runId: number): Promise<void> {
  const { rows } = await reviewsList({ status: "open" });
  const review = rows.find((row) => row.runId === runId);
  if (!review) throw new Error("No review is open");
  const { id, taskId, attempt, contentHash } = await reviewsGet(review.id);
  await reviewsDecide(id, { taskId, attempt, contentHash, decision: "approved", comment: "Fine", form: { risk: "low" } });
}

export async function result(runId: number): Promise<{ status: string; completed: number; artifacts: string[] }> {
  const [run, { rows }] = await Promise.all([runsRead(runId), runsArtifacts(runId)]);
  return { status: run.status, completed: run.stagesSummary["completed"] ?? 0, artifacts: rows.map(({ name }) => name) };
}
`;

interface Program {
  connect(baseUrl: string, key: string): void;
  start(id: string, text: string): Promise<number>;
  approve(runId: number): Promise<void>;
  result(runId: number): Promise<{ status: string; completed: number; artifacts: string[] }>;
}

/** Generates a client from the document with a public generator, and checks the types of a program that uses it. */
async function generated(): Promise<Program> {
  const document = await (await fetch(`${url}/api/v1/openapi.json`)).text();
  const at = (name: string) => join(folder, name);
  writeFileSync(at("openapi.json"), document);
  execFileSync(process.execPath, [
    "node_modules/oazapfts/dist/cli.js",
    "--optimistic",
    "--useUnknown",
    at("openapi.json"),
    at("client.ts"),
  ]);
  writeFileSync(at("program.ts"), PROGRAM);
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "esnext", "--module", "nodenext"];
  const tsc = [
    "node_modules/.bin/tsc",
    "--ignoreConfig",
    "--allowImportingTsExtensions",
    "--types",
    "node",
    ...options,
  ];
  execFileSync(process.execPath, [...tsc, at("program.ts")], { encoding: "utf8" });
  return import(at("program.ts"));
}

test("a client that a public generator makes from the document reviews a license", async () => {
  const program = await generated();
  const { secret } = await owner.keys.create({ name: "generated", role: "editor", scopes: [...SCOPES] });
  program.connect(`${url}/api/v1`, secret);
  const text = readFileSync(join(import.meta.dirname, "texts", "MIT.txt"), "utf8");

  const runId = await program.start("MIT", text);
  await reaches(runId, "awaiting_review");
  expect(await program.start("MIT", text)).toBe(runId);
  await program.approve(runId);
  await reaches(runId, "completed");

  const { status, completed, artifacts } = await program.result(runId);
  expect(status).toBe("completed");
  expect(completed).toBeGreaterThan(3);
  expect(artifacts.length).toBeGreaterThan(0);
});
