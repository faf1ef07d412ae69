import { createHash } from "node:crypto";
import { DomainError } from "#core/errors.ts";
import { refuse } from "#server/api/rest/refusal.ts";
import type { Pool, Queryable } from "#server/db.ts";
import { inTransaction } from "#server/in-transaction.ts";
import type { SecretBox } from "#server/secret-box.ts";

const MAX_KEY = 200;
const LOCKS = 33;

/** A request under its key. */
interface Asked {
  workspaceId: string;
  caller: string;
  key: string;
  /** Of all that was asked. */
  digest: string;
}

/** The `Idempotency-Key` of a request; null when it has none. */
export function keyOf({ headers }: Request): string | null {
  const key = headers.get("idempotency-key");
  if (key === null || (key !== "" && key.length <= MAX_KEY)) return key;
  const field = "Idempotency-Key";
  throw new DomainError("bad_input", `${field}: has 1 to ${MAX_KEY} characters`, { field });
}

export const digestOf = (procedure: string, input: unknown): string =>
  createHash("sha256")
    .update(`${procedure}\n${JSON.stringify(input)}`)
    .digest("hex");

const aboutAnswer = ({ workspaceId, caller, key }: Asked) => `answer ${workspaceId} ${caller} ${key}`;

interface Kept {
  digest: string;
  status: number;
  answer: Uint8Array;
}

async function findKept(db: Queryable, { workspaceId, caller, key }: Asked): Promise<Kept | undefined> {
  const { rows } = await db.query<Kept>(
    `select digest, status, answer
     from request_key
     where workspace_id = $1 and caller = $2 and key = $3 and created_at > now() - interval '1 day'`,
    [workspaceId, caller, key],
  );
  return rows[0];
}

/** Keeps an answer in place of one that is older than a day, and forgets a few others that are. */
async function keep(db: Queryable, asked: Asked, status: number, answer: Uint8Array): Promise<void> {
  await db.query(
    `with old as (
       select ctid
       from request_key
       where created_at < now() - interval '1 day' and (workspace_id, caller, key) <> ($1, $2, $3)
       order by created_at
       limit 20
       for update skip locked
     ),
     forgotten as (
       delete from request_key
       where ctid in (select ctid from old)
     )
     insert into request_key (workspace_id, caller, key, digest, status, answer)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, caller, key) do update
     set digest = excluded.digest, status = excluded.status, answer = excluded.answer, created_at = now()`,
    [asked.workspaceId, asked.caller, asked.key, asked.digest, status, Buffer.from(answer)],
  );
}

function again({ digest, status, answer }: Kept, asked: Asked, box: SecretBox): Response {
  if (digest !== asked.digest)
    throw new DomainError("conflict", "Another request was sent under this Idempotency-Key", {
      field: "Idempotency-Key",
    });
  const text = Buffer.from(box.openBytes(answer, aboutAnswer(asked)).subarray(1)).toString();
  const headers = { "cache-control": "no-store", "idempotent-replayed": "true" };
  if (text === "") return new Response(null, { status, headers });
  return new Response(text, { status, headers: { ...headers, "content-type": "application/json" } });
}

/**
 * Answers a request once: the same key gives the same answer for a day, another request under it is refused, and so is one
 * that comes while the first is being answered. What was refused is not kept, as it changed nothing. The lock ends with
 * its connection, so what a crash interrupts may be sent again at once.
 */
export function answerOnce(
  { keyPool, secretBox }: { keyPool: Pool; secretBox: SecretBox },
  asked: Asked,
  answer: () => Promise<Response>,
): Promise<Response> {
  return inTransaction(keyPool, async (tx) => {
    const lock = [`${asked.workspaceId} ${asked.caller} ${asked.key}`, LOCKS];
    const { rows } = await tx.query("select pg_try_advisory_xact_lock(hashtextextended($1, $2)) as held", lock);
    const busy = { "retry-after": "1" };
    if (!rows[0]?.held) return refuse("conflict", "The first request under this key is being answered", {}, busy);
    const kept = await findKept(tx, asked);
    if (kept) return again(kept, asked, secretBox);
    const response = await answer();
    if (!response.ok) return response;
    // A byte more, as nothing at all cannot be sealed.
    const body = Buffer.concat([Buffer.of(1), Buffer.from(await response.clone().arrayBuffer())]);
    await keep(tx, asked, response.status, secretBox.sealBytes(body, aboutAnswer(asked)));
    return response;
  });
}
