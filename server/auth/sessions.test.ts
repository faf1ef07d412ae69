import { beforeEach, expect, test } from "vitest";
import { ADDRESS_HEADER } from "#server/auth/caller-address.ts";
import { hashPassword } from "#server/auth/credentials.ts";
import type { Principal } from "#server/auth/principal.ts";
import { principalOf } from "#server/auth/principal-of.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const PASSWORD = "correct horse battery";
const password = await hashPassword(services.auth, PASSWORD);
let member: Principal;

beforeEach(async () => {
  member = await (await newWorkspace(services)).as("viewer");
  const { userId } = member;
  await services.prisma.account.create({
    data: { id: userId, accountId: userId, providerId: "credential", userId, password },
  });
});

async function signIn(agent: string): Promise<{ who: Principal; stillIn: () => Promise<boolean> }> {
  const { headers } = await services.auth.api.signInEmail({
    body: { email: member.email, password: PASSWORD },
    headers: new Headers({ "user-agent": agent, [ADDRESS_HEADER]: "192.0.2.7" }),
    returnHeaders: true,
  });
  const cookie = headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const find = () => principalOf(services, new Headers({ cookie }));
  const who = await find();
  if (!who) throw new Error("Nobody is signed in");
  return { who, stillIn: async () => (await find()) !== null };
}

test("a person sees where they are signed in, and ends a session at once", async () => {
  const [here, there] = [await signIn("Laptop"), await signIn("Phone")];
  const caller = callerFor(services, here.who);
  const sessions = await caller.sessions.list();

  expect(sessions.map(({ agent, address, isCurrent }) => ({ agent, address, isCurrent }))).toEqual(
    expect.arrayContaining([
      { agent: "Laptop", address: "192.0.2.7", isCurrent: true },
      { agent: "Phone", address: "192.0.2.7", isCurrent: false },
    ]),
  );
  await caller.sessions.end({ id: sessions.find(({ agent }) => agent === "Phone")?.id ?? "" });

  expect([await here.stillIn(), await there.stillIn()]).toEqual([true, false]);
});

test("a person signs out everywhere but here", async () => {
  const [here, ...elsewhere] = [await signIn("Laptop"), await signIn("Phone"), await signIn("Tablet")];

  expect(await callerFor(services, here.who).sessions.endOthers()).toEqual({ ended: 2 });
  expect(await here.stillIn()).toBe(true);
  expect(await Promise.all(elsewhere.map(({ stillIn }) => stillIn()))).toEqual([false, false]);
});

test("nobody ends a session of another, and a key reaches none of who made it", async () => {
  const { who, stillIn } = await signIn("Laptop");
  const id = who.sessionId ?? "";
  const stranger = callerFor(services, await (await newWorkspace(services)).as("owner"));
  const key = callerFor(services, { ...who, kind: "key", keyId: "k", scopes: ["admin"] });

  expect([await stranger.sessions.list(), await key.sessions.list()]).toEqual([[], []]);
  for (const other of [stranger, key]) {
    await expect(other.sessions.end({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await other.sessions.endOthers()).toEqual({ ended: 0 });
  }
  expect(await stillIn()).toBe(true);
});
