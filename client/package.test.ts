import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { buildClientPackage } from "#scripts/build-client/package.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const folder = mkdtempSync(join(tmpdir(), "heddle-package-"));
afterAll(() => rmSync(folder, { recursive: true }));
const built = join(folder, "built");
const program = join(folder, "program");
await buildClientPackage(built);
const [tarball = ""] = npm(folder, "pack", built, "--silent").split("\n");
mkdirSync(program);
writeFileSync(join(program, "package.json"), JSON.stringify({ type: "module", private: true }));
npm(program, "install", "--offline", "--no-audit", "--no-fund", join(folder, tarball));
const installed = join(program, "node_modules", "heddle-client");

function npm(cwd: string, ...args: string[]): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8" });
}

test("the package installs without a registry, and brings nothing but itself", () => {
  expect(readdirSync(join(program, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["heddle-client"]);
  expect(readdirSync(installed).sort()).toEqual(["LICENSE", "README.md", "index.d.ts", "index.js", "package.json"]);
});

test("nothing of the server and nothing of a runtime is in it", () => {
  const code = readFileSync(join(installed, "index.js"), "utf8");
  const types = readFileSync(join(installed, "index.d.ts"), "utf8");

  expect(code.match(/^import .*|require\(|from "node:.*|process\.env|\/\/#region server\/.*/m)).toBeNull();
  expect(types.match(/^import .*|import\(.*|#server.*|.*[:<|] any\b.*/m)).toBeNull();
});

test("a program in plain Node uses it against a server", async () => {
  const services = await testServices();
  const url = await serveDoors(services);
  const owner = callerFor(services, await (await newWorkspace(services)).as("owner"));
  const { secret } = await owner.keys.create({ name: "test", role: "viewer" });
  const script = `
    import { createHeddleClient, HeddleError } from "heddle-client";
    const heddle = createHeddleClient({ url: process.env.HEDDLE_URL, apiKey: process.env.HEDDLE_API_KEY });
    const [{ session }, refused] = await Promise.all([
      heddle.session.state.query(),
      heddle.runs.cancel.mutate({ runId: 1 }).catch((error) => error),
    ]);
    console.log(session.role, refused instanceof HeddleError, refused.code);`;
  writeFileSync(join(program, "use.js"), script);

  const env = { ...process.env, HEDDLE_URL: url, HEDDLE_API_KEY: secret };
  const child = spawn(process.execPath, ["use.js"], { cwd: program, env, stdio: ["ignore", "pipe", "inherit"] });
  const said = await child.stdout.toArray();

  expect(Buffer.concat(said).toString().trim()).toBe("viewer true forbidden");
});

test("a program that is right compiles against it, and one that is wrong does not", () => {
  writeFileSync(
    join(program, "right.ts"),
    `import { createHeddleClient, HeddleError, type RunView } from "heddle-client";
     const heddle = createHeddleClient({ url: "https://heddle.example.org" });
     const run: RunView = await heddle.runs.startAndWait({ workflow: "license.review", input: { id: "MIT" } });
     for await (const event of heddle.runs.events(run.id))
       if (event.type === "task.awaiting_review") {
         const { contentHash, attempt, taskId } = await heddle.reviews.get.query({ reviewId: event.data.reviewId });
         const seen = { reviewId: event.data.reviewId, contentHash, attempt, taskId };
         await heddle.reviews.decide.mutate({ ...seen, decision: "approved" }).catch((error: unknown) => {
           if (error instanceof HeddleError && error.code === "conflict") return error.replacement?.reviewId;
           throw error;
         });
       }
     export const names: string[] = (await heddle.workflows.list.query({})).rows.map(({ name }) => name);`,
  );
  writeFileSync(
    join(program, "wrong.ts"),
    `import { createHeddleClient } from "heddle-client";
     const heddle = createHeddleClient({ url: "https://heddle.example.org" });
     await heddle.runs.start.mutate({ workflow: 7, input: {} });
     await heddle.runs.feed.subscribe({ runId: 1 });
     export const id: string = (await heddle.runs.get.query({ runId: 1 })).id;`,
  );
  const compile = (file: string) => {
    const strict = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "false", "--types", ""];
    const args = [resolve("node_modules/typescript/lib/tsc.js"), ...strict, "--module", "nodenext", file];
    try {
      return execFileSync(process.execPath, args, { cwd: program, encoding: "utf8" });
    } catch (error) {
      return String((error as { stdout: string }).stdout);
    }
  };

  expect(compile("right.ts")).toBe("");
  expect(compile("wrong.ts").match(/wrong\.ts\(\d+/g)).toEqual(["wrong.ts(3", "wrong.ts(4", "wrong.ts(5"]);
});
