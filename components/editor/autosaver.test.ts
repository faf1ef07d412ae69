import { expect, test } from "vitest";
import { Autosaver, type AutosaverParts } from "#components/editor/autosaver.ts";
import { Definition } from "#core/definition.ts";

const titled = (title: string) => Definition.parse({ heddle: 1, name: "prices", title, stages: [] });
const stored = titled("stored");

class Conflict extends Error {}
class Refusal extends Error {}

/** A server that keeps one draft and may be made to fail. */
function setUp() {
  const server = {
    revision: 1,
    title: "stored",
    saves: 0,
    failure: null as Error | null,
    hold: null as Promise<void> | null,
  };
  const save: AutosaverParts["save"] = async (definition, revision) => {
    server.saves += 1;
    await server.hold;
    if (server.failure) throw server.failure;
    if (revision !== server.revision) throw new Conflict();
    server.title = definition.title;
    server.revision += 1;
    return { revision: server.revision, problems: [] };
  };
  const blame: AutosaverParts["blame"] = (error) => {
    if (error instanceof Conflict) return { kind: "conflict" };
    return error instanceof Refusal ? { kind: "refused", reason: error.message } : { kind: "offline" };
  };
  return { server, saver: new Autosaver({ save, blame }, stored, { revision: 1, problems: [] }) };
}

test("several changes are saved as one, the newest", async () => {
  const { server, saver } = setUp();
  saver.change(titled("A"));
  saver.change(titled("AB"));

  expect(saver.state()).toEqual({ kind: "unsaved" });
  expect(await saver.flush()).toBe(true);
  expect([server.title, server.saves, saver.state().kind]).toEqual(["AB", 1, "saved"]);
});

test("with nothing changed nothing is saved", async () => {
  const { server, saver } = setUp();
  saver.change(stored);

  expect(await saver.flush()).toBe(true);
  expect(server.saves).toBe(0);
});

test("a change during a save is saved after it, on top of its revision", async () => {
  const { server, saver } = setUp();
  let release = () => {};
  server.hold = new Promise((resolve) => {
    release = resolve;
  });
  saver.change(titled("first"));
  const first = saver.flush();
  saver.change(titled("second"));
  release();
  await first;

  expect(await saver.flush()).toBe(true);
  expect([server.title, saver.revision]).toEqual(["second", 3]);
});

test("while the server is away the draft is kept and saved later", async () => {
  const { server, saver } = setUp();
  server.failure = new Error("no network");
  saver.change(titled("A"));

  expect(await saver.flush()).toBe(false);
  expect(saver.state()).toEqual({ kind: "offline" });

  server.failure = null;
  expect(await saver.flush()).toBe(true);
  expect(server.title).toBe("A");
});

test("somebody else's save is never overwritten without asking", async () => {
  const { server, saver } = setUp();
  server.revision = 5;
  saver.change(titled("mine"));

  expect(await saver.flush()).toBe(false);
  saver.change(titled("mine too"));
  expect(await saver.flush()).toBe(false);
  expect([saver.state().kind, server.title, server.saves]).toEqual(["conflict", "stored", 1]);

  expect(await saver.keepMine(5)).toBe(true);
  expect(server.title).toBe("mine too");
});

test("what the server refuses is said, and the next change is tried again", async () => {
  const { server, saver } = setUp();
  server.failure = new Refusal("title is too long");
  saver.change(titled("too long"));
  await saver.flush();
  expect(saver.state()).toEqual({ kind: "refused", reason: "title is too long" });

  server.failure = null;
  saver.change(titled("short"));
  expect(await saver.flush()).toBe(true);
});
