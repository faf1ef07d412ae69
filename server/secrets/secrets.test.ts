import { beforeEach, expect, test } from "vitest";
import { aboutSecret } from "#server/secrets/about-secret.ts";
import { recordUse } from "#server/secrets/record-use.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const { pool, secretBox } = services;
let home: Workspace;
let editor: Caller;
beforeEach(async () => {
  home = await newWorkspace(services);
  editor = callerFor(services, await home.as("editor"));
});

const VALUE = "sk-very-secret-value";

const sealedOf = async (name: string): Promise<string> => {
  const { rows } = await pool.query<{ sealed: string }>(
    "select sealed from secret where workspace_id = $1 and name = $2",
    [home.workspaceId, name],
  );
  return rows[0]?.sealed ?? "";
};

test("a secret is listed by its name and who set it, and its value is told by no answer", async () => {
  const made = await editor.secrets.set({ name: "API_KEY", value: VALUE });
  const listed = await editor.secrets.list();

  const { by } = await home.as("editor");
  expect(listed).toEqual([
    {
      name: "API_KEY",
      createdBy: by,
      createdAt: expect.any(String),
      changedBy: by,
      changedAt: expect.any(String),
      lastUsedAt: null,
      services: [],
    },
  ]);
  const uses = await editor.secrets.uses({ name: "API_KEY" });
  const gone = await editor.secrets.delete({ name: "API_KEY" });
  expect(JSON.stringify([made, listed, uses, gone])).not.toContain(VALUE);
});

test("it is stored sealed, for its workspace and name alone", async () => {
  await editor.secrets.set({ name: "API_KEY", value: VALUE });
  const sealed = await sealedOf("API_KEY");

  expect(sealed).not.toContain(VALUE);
  expect(secretBox.open(sealed, aboutSecret(home.workspaceId, "API_KEY"))).toBe(VALUE);
  expect(() => secretBox.open(sealed, aboutSecret(home.workspaceId, "OTHER_KEY"))).toThrow();
  expect(() => secretBox.open(sealed, aboutSecret("other", "API_KEY"))).toThrow();
});

test("setting it again replaces the value, and says who did", async () => {
  const owner = callerFor(services, await home.as("owner"));
  await editor.secrets.set({ name: "API_KEY", value: VALUE });
  await owner.secrets.set({ name: "API_KEY", value: "another" });

  const [secret] = await editor.secrets.list();
  expect(secret).toMatchObject({ createdBy: (await home.as("editor")).by, changedBy: (await home.as("owner")).by });
  expect(secretBox.open(await sealedOf("API_KEY"), aboutSecret(home.workspaceId, "API_KEY"))).toBe("another");
});

test.each([
  ["an empty name", "name", { name: "", value: "v" }],
  ["a name in small letters", "name", { name: "api_key", value: "v" }],
  ["a name that begins with a digit", "name", { name: "1KEY", value: "v" }],
  ["a name that begins with _", "name", { name: "_KEY", value: "v" }],
  ["a name with a dash", "name", { name: "API-KEY", value: "v" }],
  ["a name with a line break", "name", { name: "KEY\n", value: "v" }],
  ["a name with an umlaut", "name", { name: "SCHLÜSSEL", value: "v" }],
  ["a name that is too long", "name", { name: "K".repeat(65), value: "v" }],
  ["no value", "value", { name: "KEY", value: "" }],
  ["a value with NUL", "value", { name: "KEY", value: "hidden\0b" }],
  ["a value that is no text", "value", { name: "KEY", value: "hidden\ud800" }],
  ["a value that is too large", "value", { name: "KEY", value: "hidden".repeat(11_000) }],
  ["a value that is too large in bytes", "value", { name: "KEY", value: `hidden${"ö".repeat(32 * 1024)}` }],
])("%s is refused with its field and without the value, and nothing is stored", async (_, field, input) => {
  const error: unknown = await editor.secrets.set(input).catch((refusal: unknown) => refusal);
  expect(error).toMatchObject({ code: "BAD_REQUEST" });
  const { message, cause } = error as { message: string; cause: { field?: string; issues?: { path: string[] }[] } };
  expect(cause.issues?.map(({ path }) => path.join(".")) ?? [cause.field]).toEqual([field]);
  expect(message).not.toContain("hidden");
  expect(await editor.secrets.list()).toEqual([]);
});

test("the longest name and the largest value are taken", async () => {
  await editor.secrets.set({ name: "K".repeat(64), value: "ö".repeat(32 * 1024) });
  expect(await editor.secrets.list()).toHaveLength(1);
});

test("it is deleted only when no service sends it along; the refusal names those that do", async () => {
  await editor.secrets.set({ name: "API_KEY", value: VALUE });
  const auth = { type: "bearer", secret: "API_KEY" } as const;
  for (const name of ["crm", "billing"])
    await editor.services.save({ service: { name, baseUrl: "https://api.example.org", auth } });

  await expect(editor.secrets.delete({ name: "API_KEY" })).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining("billing, crm"),
  });
  expect(await editor.secrets.list()).toMatchObject([{ services: ["billing", "crm"] }]);
  for (const name of ["crm", "billing"]) await editor.services.delete({ name });
  await editor.secrets.delete({ name: "API_KEY" });
  expect(await editor.secrets.list()).toEqual([]);
  await expect(editor.secrets.delete({ name: "API_KEY" })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("its uses are told newest first, page by page, also after it was deleted, and can never be changed", async () => {
  await editor.secrets.set({ name: "API_KEY", value: VALUE });
  const use = { workspaceId: home.workspaceId, secret: "API_KEY", service: "crm", taskId: 7, attempt: 1 };
  for (const runId of [1, 2, 3]) await recordUse(pool, { ...use, runId });
  expect((await editor.secrets.list())[0]?.lastUsedAt).toEqual(expect.any(String));
  await editor.secrets.delete({ name: "API_KEY" });

  const first = await editor.secrets.uses({ name: "API_KEY", limit: 2 });
  expect(first.rows).toMatchObject([{ runId: 3, service: "crm", taskId: 7, attempt: 1 }, { runId: 2 }]);
  const second = await editor.secrets.uses({ name: "API_KEY", limit: 2, cursor: first.next });
  expect(second).toMatchObject({ rows: [{ runId: 1 }], next: null });
  await expect(editor.secrets.uses({ name: "API_KEY", cursor: "nonsense" })).rejects.toMatchObject({
    code: "BAD_REQUEST",
  });
  await expect(
    pool.query("update secret_use set service = 'other' where workspace_id = $1", [home.workspaceId]),
  ).rejects.toThrow("never changed");
});

test.each(["viewer", "reviewer"] as const)("a %s may not even know which secrets there are", async (role) => {
  const caller = callerFor(services, await home.as(role));
  for (const attempt of [
    () => caller.secrets.list(),
    () => caller.secrets.uses({ name: "API_KEY" }),
    () => caller.secrets.set({ name: "API_KEY", value: "v" }),
    () => caller.secrets.delete({ name: "API_KEY" }),
    () => caller.services.list(),
    () => caller.services.get({ name: "crm" }),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: "FORBIDDEN" });
});
