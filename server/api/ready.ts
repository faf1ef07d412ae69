import { getPool, type Queryable } from "#server/db.ts";

const PATIENCE_MS = 2_000;

/** Whether this process can serve: the database answers in time. */
export async function answerReady(db: Queryable = getPool()): Promise<Response> {
  const deadline = AbortSignal.timeout(PATIENCE_MS);
  const tooLate = new Promise<false>((resolve) => deadline.addEventListener("abort", () => resolve(false)));
  const answers = db.query("select from workflow limit 0").then(
    () => true,
    () => false,
  );
  if (await Promise.race([answers, tooLate])) return Response.json({ status: "ready" });
  return Response.json({ status: "unavailable", message: "The database does not answer" }, { status: 503 });
}
