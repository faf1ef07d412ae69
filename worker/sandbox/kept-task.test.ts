import fc from "fast-check";
import { expect, test } from "vitest";
import { createSecretBox } from "#server/secret-box.ts";
import { openTask, sealTask } from "#worker/sandbox/kept-task.ts";
import { UnreadableMemory } from "#worker/sandbox/memory-codec.ts";
import type { KeptTask } from "#worker/sandbox/messages.ts";

const SECRET = "a secret for tests that is long enough";
const box = createSecretBox(SECRET);
const whose = { workspaceId: "mine", taskId: 7, attempt: 1 };
const task: KeptTask = {
  image: "0".repeat(64),
  memory: Uint8Array.from({ length: 300 }, (_, index) => index % 251),
  readUnits: 12,
  timers: [
    [1, 1_790_000_000_000],
    [2, 1_790_000_000_001.5],
  ],
  wakeAt: 1_790_000_000_000,
  calls: [{ id: 3, service: "crm", method: "fetch", args: '{"url":"ü"}' }],
  usedCpuMs: 1.25,
  journalUnits: 11,
  waits: 2,
};
const sealed = sealTask(box, task, whose);

test("what was sealed opens as it was, for whom it was sealed", () => {
  expect(openTask(box, sealed, whose)).toEqual(task);
});

test("nothing of it can be read without the secret", () => {
  const text = Buffer.from(sealed).toString("latin1");
  expect(text).not.toContain("crm");
  expect(text).not.toContain(Buffer.from(task.memory.subarray(0, 16)).toString("latin1"));
});

test.each([
  ["another workspace", { ...whose, workspaceId: "theirs" }],
  ["another task", { ...whose, taskId: 8 }],
  ["another attempt", { ...whose, attempt: 2 }],
  ["a workspace whose name runs into the number of the task", { ...whose, workspaceId: "mine 7", taskId: 1 }],
])("it does not open for %s", (_what, other) => {
  expect(() => openTask(box, sealed, other)).toThrow(UnreadableMemory);
});

test("it opens with an earlier secret that is still named, and with no other", () => {
  const renewed = createSecretBox("another secret that is long enough, too", [SECRET]);
  expect(openTask(renewed, sealed, whose)).toEqual(task);
  const foreign = createSecretBox("another secret that is long enough, too");
  expect(() => openTask(foreign, sealed, whose)).toThrow(UnreadableMemory);
});

test("with any byte of it changed it does not open", () => {
  fc.assert(
    fc.property(fc.nat({ max: sealed.byteLength - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = sealed.slice();
      changed[at] = (changed[at] ?? 0) ^ change;
      expect(() => openTask(box, changed, whose)).toThrow(UnreadableMemory);
    }),
  );
});

test("cut off anywhere, or with more behind it, it does not open", () => {
  fc.assert(
    fc.property(fc.nat({ max: sealed.byteLength - 1 }), (length) => {
      expect(() => openTask(box, sealed.slice(0, length), whose)).toThrow(UnreadableMemory);
    }),
  );
  expect(() => openTask(box, Buffer.concat([sealed, Buffer.of(0)]), whose)).toThrow(UnreadableMemory);
});

/** Sealed well, by somebody who has the secret. */
const forged = (head: string, length = Buffer.byteLength(head)) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  return box.sealBytes(Buffer.concat([bytes, Buffer.from(head)]), "memory mine 7 1");
};

test.each([
  ["is no JSON", forged("{")],
  ["is of another form", forged(JSON.stringify({ ...task, memory: undefined, form: 2 }))],
  ["has a length beyond its end", forged("{}", 2 ** 32 - 1)],
  ["lacks its timers", forged(JSON.stringify({ ...task, memory: undefined, timers: undefined, form: 1 }))],
  [
    "has read less than nothing of its log",
    forged(JSON.stringify({ ...task, memory: undefined, readUnits: -1, form: 1 })),
  ],
  ["is nothing", box.sealBytes(new Uint8Array(), "memory mine 7 1")],
])("what %s does not open", (_what, bytes) => {
  expect(() => openTask(box, bytes, whose)).toThrow(UnreadableMemory);
});

test("what was kept before calls were counted opens with none", () => {
  const { journalUnits: _, waits: __, memory: ___, ...before } = task;
  expect(openTask(box, forged(JSON.stringify({ ...before, form: 1 })), whose)).toMatchObject({
    journalUnits: 0,
    waits: 0,
  });
});
