import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { commandLine } from "#cli/testing/command-line.ts";
import { SCOPES } from "#core/scopes.ts";
import { gatedDefinition, publish } from "#server/testing/definitions.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { runTasks } from "#server/testing/run-tasks.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);
const workspace = await newWorkspace(services);
const owner = callerFor(services, await workspace.as("owner"));
const { secret: apiKey } = await owner.keys.create({ name: "test", role: "owner", scopes: [...SCOPES] });
const signedIn = commandLine({ HEDDLE_URL: url, HEDDLE_API_KEY: apiKey });
const { heddle, folder } = signedIn;
const nobody = commandLine({ HEDDLE_URL: url });
afterAll(() => {
  signedIn.close();
  nobody.close();
});

const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const shapeOnly = (name: string) => {
  const { stages, ...definition } = gatedDefinition(name);
  return { ...definition, stages: stages.slice(0, 1), dependencies: [] };
};
const work = () => runTasks(services.pool, () => ({ to: "completed", output: "done" }));

test("login keeps address and key in a file that nobody else can read, and logout forgets them", async () => {
  const signingIn = await nobody.heddle(["login", "--json"], { stdin: `${apiKey}\n` });
  const kept = signingIn.json() as { file: string };

  expect(signingIn).toMatchObject({ exitCode: 0 });
  expect(kept).toEqual({ url, email: expect.any(String), workspace: "Test", role: "owner", file: expect.any(String) });
  expect(statSync(kept.file).mode & 0o777).toBe(0o600);
  expect(await nobody.heddle(["runs", "ls"])).toMatchObject({ exitCode: 0 });
  const elsewhere = await nobody.heddle(["runs", "ls", "--url", url.replace("127.0.0.1", "localhost")]);
  expect(elsewhere).toMatchObject({ exitCode: 3, err: expect.stringContaining("heddle login") });
  await nobody.heddle(["logout"]);
  expect(await nobody.heddle(["runs", "ls"])).toMatchObject({ exitCode: 3 });
});

test("a key that the server does not know is not kept", async () => {
  const wrong = await nobody.heddle(["login"], { answers: ["hdl_wrong"] });

  expect(wrong).toMatchObject({
    exitCode: 3,
    err: expect.stringContaining("does not know this key; nothing was kept"),
  });
  expect(wrong.err).not.toContain("hdl_wrong");
  expect(await nobody.heddle(["login"], { stdin: "" })).toMatchObject({ exitCode: 2 });
});

test("run starts a run with an input from texts, JSON and files", async () => {
  await publish(owner, shapeOnly("inputs"));
  const text = file("text.txt", "A text\n");
  const whole = file("input.yaml", "id: from a file\nmore: 1\n");

  const started = await heddle([
    ...["run", "inputs", "-i", `@${whole}`, "-i", "id=one=1", "-i", `text=@${text}`, "-i", 'tags:=["a"]', "--json"],
  ]);

  expect(started).toMatchObject({ exitCode: 0 });
  const { runId } = started.json() as { runId: number };
  const { input } = await owner.runs.get({ runId });
  expect(input?.value).toEqual({ id: "one=1", more: 1, text: "A text\n", tags: ["a"] });
  await work();
});

test("run --watch tells the news and ends as the run ends: with 0, or with 1 when it fails", async () => {
  await publish(owner, shapeOnly("watched"));
  const watching = heddle(["run", "watched", "-i", "id=one", "--watch", "--json"]);
  const runId = await started("watched");
  await work();
  const { exitCode, err, json } = await watching.then((ended) => ({ ...ended, json: ended.json() }));

  expect(exitCode).toBe(0);
  expect(json).toMatchObject({ id: runId, status: "completed", stages: [{ stageId: "shape", status: "completed" }] });
  expect(json).not.toHaveProperty("definition");
  expect(err.split("\n")).toEqual(
    expect.arrayContaining([`Run ${runId} of watched`, "shape: completed", "run: completed"]),
  );

  const failing = heddle(["run", "watched", "-i", "id=two", "--watch"]);
  await started("watched", runId);
  await runTasks(services.pool, () => ({
    to: "failed",
    error: { code: "threw", message: "No paper", retryable: false },
  }));
  const failed = await failing;
  expect(failed).toMatchObject({ exitCode: 1, out: expect.stringContaining("✗ shape    failed   No paper") });
});

test("on a terminal the tree is drawn anew while the run goes on, with how far it is", async () => {
  await publish(owner, shapeOnly("drawn"));
  let working: Promise<void> | undefined;
  const onDraw = () => {
    working ??= work();
  };

  const { drawn, out, exitCode } = await heddle(["run", "drawn", "-i", "id=\x1b[2Jone", "--watch"], { onDraw });
  await working;

  expect(drawn[0]).toContain("0 of 1 stages");
  expect(out).toMatch(/^drawn {2}run \d+ {2}\ufffd\[2Jone {2}completed/);
  expect(exitCode).toBe(0);
});

/** The newest run of a workflow once there is one behind another. */
async function started(workflow: string, after = 0): Promise<number> {
  for (;;) {
    const { rows } = await owner.runs.list({ workflow, limit: 1 });
    if (rows[0] && rows[0].id > after) return rows[0].id;
  }
}

test("runs are listed, shown, canceled, retried, compared and updated", async () => {
  await publish(owner, shapeOnly("kept"));
  const runIds: number[] = [];
  for (const id of ["one", "two"]) {
    const { runId } = await owner.runs.start({ workflow: "kept", input: { id } });
    await work();
    runIds.push(runId);
  }
  const [one = 0, two = 0] = runIds;

  const list = await heddle(["runs", "ls", "--workflow", "kept", "--limit", "1", "--json"]);
  expect(list.json()).toMatchObject({
    rows: [{ id: two, itemId: "two", status: "completed" }],
    next: expect.any(String),
  });
  expect((await heddle(["runs", "ls", "--workflow", "kept"])).out).toMatch(
    /^RUN +WORKFLOW +ITEM[^\n]*\n\d+ +kept +two +completed/,
  );
  expect((await heddle(["runs", "show", String(one)])).out).toMatch(/^kept {2}run \d+ {2}one {2}completed/);
  expect(await heddle(["runs", "cancel", String(one)])).toMatchObject({
    exitCode: 5,
    err: expect.stringContaining("is completed"),
  });
  expect(await heddle(["runs", "retry", String(one)])).toMatchObject({ exitCode: 5 });
  const compared = await heddle(["runs", "compare", String(one), String(two), "--json"]);
  expect(compared.json()).toMatchObject({ first: { id: one }, second: { id: two }, hasOtherInput: true });
  const preview = await heddle(["runs", "update", String(one), "--stage", "shape", "--preview", "--json"]);
  expect(preview.json()).toMatchObject({ stages: [{ stageId: "shape", fate: "seed" }] });
  const updated = await heddle(["runs", "update", String(one), "--stage", "shape", "--json"]);
  const { runId } = updated.json() as { runId: number };
  expect(await heddle(["runs", "cancel", String(runId), "--json"])).toMatchObject({ exitCode: 0 });
  expect(await heddle(["runs", "update", String(one)])).toMatchObject({ exitCode: 2 });
});

test("a review is listed, shown, and decided only while it shows what was seen", async () => {
  const { reviewId, runId, seen } = await gatedRun(services, workspace, "gated");
  const id = String(reviewId);

  const list = await heddle(["review", "ls", "--json"]);
  expect(list.json()).toMatchObject({ rows: [expect.objectContaining({ id: reviewId, headline: "Please look" })] });
  const hash = seen.contentHash.slice(0, 12);
  expect((await heddle(["review", "show", id])).out).toContain(
    `heddle review approve ${id} --seen ${hash} --form risk=…`,
  );
  expect((await heddle(["runs", "show", String(runId)])).out).toContain(`heddle review show ${id}`);
  const changed = await heddle(["review", "approve", id, "--seen", "0123456789ab", "--form", "risk=low"]);
  expect(changed).toMatchObject({ exitCode: 5, err: expect.stringContaining("look again") });
  const bare = await heddle(["review", "approve", id, "--json"]);
  expect(bare.exitCode).toBe(2);
  expect(JSON.parse(bare.err)).toEqual({
    error: { code: "bad_input", message: expect.any(String), field: "form.risk" },
  });
  const approved = await heddle(["review", "approve", id, "--seen", hash, "--form", "risk=low", "--json"]);
  expect(approved.json()).toEqual({ reviewId, runId, decision: "approved" });
  expect(await heddle(["review", "reject", id])).toMatchObject({ exitCode: 5 });
});

test("a review is rejected, and another sent back to a stage", async () => {
  const first = await gatedRun(services, workspace, "rejected");
  const rejected = await heddle(["review", "reject", String(first.reviewId), "--comment", "Not this one"]);
  expect(rejected.out).toBe(`Review ${first.reviewId} is rejected; run ${first.runId} goes on.`);

  const second = await gatedRun(services, workspace, "sent.back");
  const sentBack = ["review", "request-changes", String(second.reviewId)];
  expect(await heddle(sentBack)).toMatchObject({ exitCode: 2, err: expect.stringContaining("--stage") });
  const sent = await heddle([...sentBack, "--stage", "shape", "--comment", "Once more", "--json"]);
  expect(sent.json()).toEqual({ reviewId: second.reviewId, runId: second.runId, decision: "changes_requested" });
});

test("what is wrong on a command line is named, and nothing is done", async () => {
  const wrong = async (...args: string[]) => {
    const { exitCode, out, err } = await heddle(args);
    return { exitCode, out, err };
  };

  expect(await wrong("rums")).toMatchObject({ exitCode: 2, err: expect.stringContaining("unknown command 'rums'") });
  expect(await wrong("runs", "show", "x")).toMatchObject({ exitCode: 2, out: "" });
  expect(await wrong("runs", "ls", "--status", "odd")).toMatchObject({ exitCode: 2 });
  expect(await wrong("run", "inputs", "-i", "text")).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining("key=@file"),
  });
  expect(await wrong("run", "inputs", "-i", "text=@/nowhere")).toMatchObject({
    exitCode: 2,
    err: "heddle: /nowhere is not there",
  });
  const binary = file("binary", Buffer.from([0xff, 0xfe, 0x00]));
  expect(await wrong("run", "inputs", "-i", `text=@${binary}`)).toMatchObject({
    err: `heddle: ${binary} is not text in UTF-8`,
  });
  expect(await wrong("run", "inputs", "-i", "a:={")).toMatchObject({
    err: expect.stringContaining("a is not valid JSON"),
  });
  expect(await wrong("run", "no.such", "-i", "id=1")).toMatchObject({ exitCode: 4 });
  expect(await wrong("runs", "show", "999999")).toMatchObject({
    exitCode: 4,
    err: expect.stringContaining("no run 999999"),
  });
  expect(await wrong("runs", "ls", "--url", "ftp://x")).toMatchObject({ exitCode: 2 });
});

test("a server that is away, and one that is something else, end with 6", async () => {
  expect(await heddle(["runs", "ls", "--url", `${url}/elsewhere`])).toMatchObject({
    exitCode: 6,
    err: expect.stringContaining("is not Heddle"),
  });
  expect(await heddle(["runs", "ls", "--url", "http://127.0.0.1:1"])).toMatchObject({
    exitCode: 6,
    err: expect.stringContaining("heddle doctor"),
  });
});

test("doctor tells what is well and what is not", async () => {
  const well = await heddle(["doctor", "--json"]);
  const away = await heddle(["doctor", "--url", "http://127.0.0.1:1", "--json"]);
  const stranger = await nobody.heddle(["doctor"]);

  const checks = (well.json() as { findings: { check: string; ok: boolean }[] }).findings;
  expect(checks.map(({ check }) => check)).toEqual([
    ...["node", "server", "clock", "database", "key"],
    ...["version", "workers", "queue", "deliveries", "connections", "space"],
  ]);
  expect(checks.filter(({ ok }) => !ok).map(({ check }) => check)).toEqual(["workers"]);
  expect(away).toMatchObject({ exitCode: 1 });
  expect(stranger).toMatchObject({ exitCode: 1, out: expect.stringMatching(/✗ +key +There is no key/) });
});

test("completion offers the commands and options that may come next", async () => {
  const offered = async (...words: string[]) => (await heddle(["complete", "--", ...words])).out.split("\n");

  expect(await offered("ru")).toEqual(["run", "runs"]);
  expect(await offered("review", "re")).toEqual(["reject", "request-changes"]);
  expect(await offered("runs", "ls", "--st")).toEqual(["--status"]);
  for (const shell of ["bash", "zsh", "fish"])
    expect((await heddle(["completion", "--shell", shell])).out).toContain("heddle complete --");
});
