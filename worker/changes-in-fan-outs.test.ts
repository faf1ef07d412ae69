import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, expect, test, vi } from "vitest";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { decideReview } from "#server/engine/decide-review.ts";
import { requestChanges } from "#server/engine/request-changes.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { chain, LEASE_MS, publish, requestFor, type StageInput } from "#server/engine/testing/published.ts";
import { type OpenReview, openReviewsOf } from "#server/engine/testing/rows.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testDatabase } from "#server/testing/database.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { startWorker } from "#worker/start-worker.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const { pool, url } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-changes-"));
const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 1 });
const worker = await startWorker(
  pool,
  {
    expressions,
    artifacts: folderStore(home),
    handlers: testHandlers(sandbox),
    judge: createJudge({ expressions, sandbox }),
    random: () => 0,
  },
  { url, directUrl: url, slots: 8, leaseMs: LEASE_MS, pollMs: 60_000, maxInputBytes: 1_000_000 },
  pino({ level: "silent" }),
);
afterAll(async () => {
  await worker.stop();
  expressions.close();
  sandbox.close();
  rmSync(home, { recursive: true });
});

const by = { by: "ada@example.org", at: "2026-11-28T00:00:00.000Z" };
const approved = { decision: "approved", comment: "", form: null, ...by } as const;
const write: StageInput = {
  id: "write",
  kind: "code",
  config: { source: "export default ({ item }, { feedback }) => item + (feedback ? feedback.summary : '')" },
  forEach: { items: { $: "input.texts" } },
};
const gate: StageInput = {
  id: "approve",
  kind: "review",
  config: { details: { $: "subtask.item" } },
  forEach: { items: { $: "stages.write.output" } },
};
const send: StageInput = { id: "send", config: { expression: "stages.approve.output.content" } };

/** A run of these stages over three texts. */
async function begin(stages: StageInput[]) {
  const published = await publish(pool, stages, chain(...stages.map(({ id }) => id)));
  const [started] = await startRuns(pool, [requestFor(published, { input: { texts: ["a", "b", "c"] } })], LEASE_MS);
  const runId = started?.runId ?? 0;
  /** So many open reviews, by the text that they show. */
  const open = (count: number) =>
    vi.waitFor(async () => {
      const reviews = await openReviewsOf(pool, runId);
      if (reviews.length !== count) throw new Error(`${reviews.length} reviews are open`);
      return new Map(reviews.map((review) => [review.content, review]));
    }, 20_000);
  const known = (review: OpenReview | undefined): OpenReview => {
    if (!review) throw new Error("Nobody shows that");
    return review;
  };
  return {
    open,
    approve: (review: OpenReview | undefined, edits: object = {}) =>
      decideReview(pool, published.workspaceId, known(review), { ...approved, ...edits }, null),
    sendBack: (review: OpenReview | undefined) =>
      requestChanges(
        pool,
        published.workspaceId,
        known(review),
        { comment: "!", stages: ["write"], marks: null, feedback: { summary: "!" }, ...by },
        { mostRounds: 10, idempotencyKey: null },
      ),
    outputOf: (stageId: string) =>
      vi.waitFor(async () => {
        const { rows } = await pool.query(
          "select t.output from task t join run r on r.id = t.run_id where r.id = $1 and r.status = 'completed' and stage_id = $2 and is_latest and subtask is null",
          [runId, stageId],
        );
        expect(rows).toHaveLength(1);
        return rows[0].output;
      }, 20_000),
  };
}

test("only the subtask that was sent back is made anew and reviewed again; approvals of the others carry over, edits and all", async () => {
  const { open, approve, sendBack, outputOf } = await begin([write, gate, send]);
  const first = await open(3);
  expect([...first.keys()].toSorted()).toEqual(["a", "b", "c"]);
  await approve(first.get("a"));
  await approve(first.get("c"), { edited: "C" });
  expect(await sendBack(first.get("b"))).toBe("decided");

  const second = await open(1);
  expect([...second.keys()]).toEqual(["b!"]);
  await approve(second.get("b!"));
  expect(await outputOf("send")).toEqual(["a", "b!", "C"]);
});

test("what is still to be decided of the others is asked anew, and what a check asks of them goes on", async () => {
  const checked = { ...write, check: { expression: "true", review: "always" as const } };
  const { open, approve, sendBack, outputOf } = await begin([checked, gate, send]);
  const made = await open(3);
  expect(await sendBack(made.get("a"))).toBe("decided");
  await vi.waitFor(async () => expect([...(await open(3)).keys()].toSorted()).toEqual(["a!", "b", "c"]), 20_000);
  const again = await open(3);
  expect(again.get("b")).toEqual(made.get("b"));
  for (const review of again.values()) await approve(review);

  const shown = await open(3);
  expect(await sendBack(shown.get("c"))).toBe("decided");
  await approve((await open(1)).get("c!"));
  const last = await open(3);
  expect([...last.keys()].toSorted()).toEqual(["a!", "b", "c!"]);
  for (const review of last.values()) await approve(review);
  expect(await outputOf("send")).toEqual(["a!", "b", "c!"]);
});
