import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { migrate, readMigrations } from "#server/migrate.ts";
import { connect } from "#server/postgres/connect.ts";
import { preparedDatabase } from "#server/testing/database.ts";
import { callerFor } from "#server/testing/people.ts";
import { runTasks } from "#server/testing/run-tasks.ts";
import { testServices } from "#server/testing/services.ts";

/**
 * What earlier Heddles have written, at the end of each of their stops: a run that has ended and one that stands at its gate. Each
 * file is named by the newest migration of its time; testing/old-databases/README.md says how they were made.
 */
const FOLDER = `${import.meta.dirname}/testing/old-databases`;
const OLD = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".sql"))
  .map((name) => name.slice(0, -".sql".length));

/** The functions of the engine are code that each start replaces; old ones play no part. */
const NO_ENGINE = { sql: "create schema if not exists engine", hash: "" };

async function asItWas(url: string, newest: string): Promise<void> {
  await migrate(
    url,
    readMigrations().filter(({ name }) => name <= newest),
    NO_ENGINE,
  );
  const client = await connect(url);
  await client.query(readFileSync(`${FOLDER}/${newest}.sql`, "utf8"));
  await client.end();
  await migrate(url);
}

const ADA = { kind: "person", userId: "ada", name: "Ada", email: "ada@example.org", by: "ada@example.org" } as const;

describe.each(OLD)("a database of %s", async (newest) => {
  const services = await testServices({ database: await preparedDatabase((url) => asItWas(url, newest)) });
  const ada = callerFor(services, { ...ADA, workspaceId: "bench", workspaceName: "Acme", role: "owner" });

  test("shows its runs with their events, tasks and outputs", async () => {
    const { rows } = await ada.runs.list({});
    expect(rows.map(({ workflowName, status }) => [workflowName, status])).toEqual([
      ["gated.run", "awaiting_review"],
      ["plain.run", "completed"],
    ]);
    const runId = rows[1]?.id ?? 0;
    const { events } = await ada.runs.events({ runId });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ type: "run.status", data: { status: "completed" } });
    const { stages } = await ada.runs.get({ runId });
    expect(stages).toMatchObject([
      { stageId: "shape", status: "completed" },
      { stageId: "file", status: "completed" },
    ]);
    const { output } = await ada.runs.task({ runId, taskId: stages[0]?.taskId ?? 0 });
    expect(output).toMatchObject({ value: { title: "One!" } });
  });

  test("goes on where it stood: the gate is decided, and the run comes to its end", async () => {
    const { rows } = await ada.reviews.list({});
    const reviewId = rows[0]?.id ?? 0;
    const { taskId, runId, attempt, contentHash } = await ada.reviews.get({ reviewId });
    await ada.reviews.decide({ reviewId, taskId, attempt, contentHash, decision: "approved", form: { risk: "low" } });

    await runTasks(services.pool, () => ({ to: "completed", output: { filed: true } }));

    expect(await ada.runs.get({ runId })).toMatchObject({ status: "completed" });
  });

  test("starts new runs of what was published", async () => {
    const { runId } = await ada.runs.start({ workflow: "plain.run", input: { title: "Three" } });
    await runTasks(services.pool, ({ stageId }) => ({ to: "completed", output: stageId }));

    expect(await ada.runs.get({ runId })).toMatchObject({ status: "completed", settledCount: 2 });
  });
});
