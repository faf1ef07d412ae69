import { z } from "zod";
import type { SecretBox } from "#server/secret-box.ts";
import { aboutMemory, type Whose } from "#server/secrets/about-memory.ts";
import { UnreadableMemory } from "#worker/sandbox/memory-codec.ts";
import type { KeptTask } from "#worker/sandbox/messages.ts";

const FORM = 1;

const Head = z.object({
  form: z.literal(FORM),
  image: z.string(),
  readUnits: z.int().min(0),
  wakeAt: z.number().nullable(),
  calls: z.array(z.object({ id: z.int(), service: z.string(), method: z.string(), args: z.string() })),
  timers: z.array(z.tuple([z.int(), z.number()])),
  usedCpuMs: z.number().min(0),
  // What was kept before these were counted has none.
  journalUnits: z.int().min(0).default(0),
  waits: z.int().min(0).default(0),
});

/** A task that waits, as it is stored: sealed, for it holds what the code has been given. */
export function sealTask(box: SecretBox, { memory, ...others }: KeptTask, whose: Whose): Uint8Array {
  const head = Buffer.from(JSON.stringify({ form: FORM, ...others }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.byteLength);
  return box.sealBytes(Buffer.concat([length, head, memory]), aboutMemory(whose));
}

/** The other way. Throws UnreadableMemory when it was damaged, exchanged, or sealed with a secret that is gone. */
export function openTask(box: SecretBox, sealed: Uint8Array, whose: Whose): KeptTask {
  try {
    const bytes = Buffer.from(box.openBytes(sealed, aboutMemory(whose)));
    const end = 4 + bytes.readUInt32LE(0);
    const { form: _, ...head } = Head.parse(JSON.parse(bytes.subarray(4, end).toString("utf8")));
    return { ...head, memory: new Uint8Array(bytes.subarray(end)) };
  } catch {
    throw new UnreadableMemory("What was kept of the task cannot be opened");
  }
}
