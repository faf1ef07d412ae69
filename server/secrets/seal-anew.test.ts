import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { rotateSigningSecret, signingSecrets } from "#server/deliveries/signing-secret.ts";
import { definitionOf, publishDefinition } from "#server/engine/testing/published.ts";
import { createSecretBox } from "#server/secret-box.ts";
import { aboutSecret } from "#server/secrets/about-secret.ts";
import { sealAnew } from "#server/secrets/seal-anew.ts";
import { setSecret } from "#server/secrets/set-secret.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aboutHookSecret } from "#server/triggers/hook-secret.ts";

const { pool } = await testDatabase();
const OLD = "o".repeat(32);
const NEW = "n".repeat(32);
const old = createSecretBox(OLD);
const both = createSecretBox(NEW, [OLD]);
const fresh = createSecretBox(NEW);

beforeEach(async () => {
  await pool.query("truncate secret, trigger, signing_secret cascade");
});

const secret = (workspaceId: string, name: string, box = old) =>
  setSecret({ pool, secretBox: box }, workspaceId, { name, value: `value of ${name}` }, "somebody");

async function hook(): Promise<string> {
  const id = randomUUID();
  await publishDefinition(pool, { ...definitionOf([{ id: "a" }]), name: `flow.x${id.slice(0, 8)}` }, "w");
  const { rows } = await pool.query<{ id: string }>("select id from workflow order by created_at desc limit 1");
  const workflowId = rows[0]?.id;
  await pool.query(
    `insert into trigger (id, workspace_id, workflow_id, name, kind, settings, secret_sealed, secret_start, created_by)
     values ($1, 'w', $2, $3, 'webhook', '{}', $4, 'hook_', 'somebody')`,
    [id, workflowId, `hook ${id}`, old.seal("hook secret", aboutHookSecret(id))],
  );
  return id;
}

async function allSealed(): Promise<string[]> {
  const { rows } = await pool.query<{ sealed: string }>(
    `select sealed from secret
     union all select secret_sealed from trigger where secret_sealed is not null
     union all select sealed from signing_secret
     union all select previous from signing_secret where previous is not null`,
  );
  return rows.map(({ sealed }) => sealed);
}

test("secrets, those of webhooks and those that sign are sealed anew with the newest key, batch by batch", async () => {
  for (const name of ["A", "B", "C", "D", "E"]) await secret("w", name);
  await secret("x", "A", both);
  const hookId = await hook();
  await rotateSigningSecret(pool, old, "w");
  const { secret: signing } = await rotateSigningSecret(pool, old, "w");

  expect(await sealAnew(pool, both, 2)).toEqual({ sealed: 8, unopened: 0 });

  for (const sealed of await allSealed()) expect(sealed.startsWith(fresh.newest)).toBe(true);
  const { rows } = await pool.query<{ name: string; sealed: string }>(
    "select name, sealed from secret where workspace_id = 'w' order by name",
  );
  expect(rows.map(({ name, sealed }) => fresh.open(sealed, aboutSecret("w", name)))).toEqual(
    ["A", "B", "C", "D", "E"].map((name) => `value of ${name}`),
  );
  const { rows: hooks } = await pool.query<{ sealed: string }>("select secret_sealed as sealed from trigger");
  expect(fresh.open(hooks[0]?.sealed ?? "", aboutHookSecret(hookId))).toBe("hook secret");
  expect((await signingSecrets(pool, fresh, "w", new Date()))[0]).toBe(signing);
  expect(await signingSecrets(pool, fresh, "w", new Date())).toHaveLength(2);
});

test("what is sealed with the newest key is left alone", async () => {
  await secret("w", "A", both);
  const before = await allSealed();
  expect(await sealAnew(pool, both)).toEqual({ sealed: 0, unopened: 0 });
  expect(await allSealed()).toEqual(before);
});

test("what no key here opens stays as it is, and keeps nothing else from being sealed anew", async () => {
  for (const name of ["A", "B", "C"]) await secret("w", name, createSecretBox("l".repeat(32)));
  await secret("w", "D");
  const lost = (await allSealed()).slice(0, 3);
  expect(await sealAnew(pool, both, 1)).toEqual({ sealed: 1, unopened: 3 });
  expect(await allSealed()).toEqual(expect.arrayContaining(lost));
});

test("while another process seals anew, it is left to that one", async () => {
  await secret("w", "A");
  const other = await pool.connect();
  try {
    await other.query("begin");
    await other.query("select pg_advisory_xact_lock(72707370)");
    expect(await sealAnew(pool, both)).toEqual({ sealed: 0, unopened: 0 });
  } finally {
    await other.query("rollback");
    other.release();
  }
  expect(await sealAnew(pool, both)).toEqual({ sealed: 1, unopened: 0 });
});

test("two processes that do it at once leave everything readable", async () => {
  for (let index = 0; index < 20; index++) await secret("w", `K${index}`);
  await Promise.all([sealAnew(pool, both, 3), sealAnew(pool, both, 3)]);
  await sealAnew(pool, both);
  const { rows } = await pool.query<{ name: string; sealed: string }>("select name, sealed from secret");
  for (const { name, sealed } of rows) expect(fresh.open(sealed, aboutSecret("w", name))).toBe(`value of ${name}`);
});
