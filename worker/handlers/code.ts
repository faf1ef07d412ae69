import { z } from "zod";
import { codeConfig } from "#core/kinds/code.ts";
import type { Outcome } from "#core/outcome.ts";
import type { ArtifactReference } from "#server/artifacts/artifact-store.ts";
import type { Queryable } from "#server/db.ts";
import { taskMemory } from "#server/engine/task-memory.ts";
import type { SecretBox } from "#server/secret-box.ts";
import type { AttemptContext, Handler } from "#worker/handlers/handler.ts";
import { openTask, sealTask } from "#worker/sandbox/kept-task.ts";
import { UnreadableMemory } from "#worker/sandbox/memory-codec.ts";
import type { KeptTask, MadeArtifact } from "#worker/sandbox/messages.ts";
import type { SandboxPause, SandboxPool } from "#worker/sandbox/sandbox-pool.ts";

/** The last moment that Postgres and JavaScript both can write down. */
const MAX_DATE_MS = Date.UTC(9999, 0, 1);

interface CodeDeps {
  sandbox: SandboxPool;
  /** Where tasks that wait are kept, and what seals them. */
  db: Queryable;
  box: SecretBox;
  /** How long code may wait for a timer in the sandbox before it is kept outside of it. */
  patienceMs: number;
}

/** That code waits, and what is kept of it. */
const Asleep = z.object({ for: z.literal("timer"), keepsMemory: z.literal(true) });

/** Runs the stage's code in the sandbox, and stores the artifacts that it made. Code that waits long gives its place away. */
export const codeHandler =
  ({ sandbox, db, box, patienceMs }: CodeDeps): Handler =>
  async (config, input, attempt) => {
    const { source, memoryMb, cpuMs } = codeConfig.parse(config);
    const kept = Asleep.safeParse(attempt.suspension).success ? await keptTask(db, box, attempt) : null;
    if (kept instanceof UnreadableMemory) return unreadable(kept);
    const end = await sandbox.runLong({
      source,
      input,
      context: { attempt: attempt.attempt, feedback: attempt.feedback },
      memoryMb,
      cpuMs,
      patienceMs,
      kept,
      signal: attempt.signal,
      onStart: () => attempt.begin(),
      onLog: ({ level, text }) => attempt.log(level, text),
    });
    if ("kept" in end) return suspended(box, attempt, end);
    if (!end.ok) return { kind: "failed", failure: end.failure };
    if (end.artifacts.length === 0) return { kind: "completed", output: end.output };
    const references: ArtifactReference[] = [];
    // One after the other: a thousand open files at once would starve the other tasks of this process.
    for (const made of end.artifacts) references.push(await store(made, attempt));
    return { kind: "completed", output: withReferences(end.output, references) };
  };

/** The task as it was when it began to wait. */
async function keptTask(db: Queryable, box: SecretBox, attempt: AttemptContext): Promise<KeptTask | UnreadableMemory> {
  const sealed = await taskMemory(db, attempt.taskId);
  if (!sealed) return new UnreadableMemory("What was kept of the task is gone");
  try {
    return openTask(box, sealed, attempt);
  } catch (error) {
    if (error instanceof UnreadableMemory) return error;
    throw error;
  }
}

/** Another attempt begins from the start. */
const unreadable = ({ message }: UnreadableMemory): Outcome => ({
  kind: "failed",
  failure: { code: "memory_unreadable", message, retryable: true },
});

function suspended(box: SecretBox, attempt: AttemptContext, { kept }: SandboxPause): Outcome {
  return {
    kind: "suspended",
    suspension: { for: "timer", keepsMemory: true },
    // A date has an end: what waits for longer looks again then.
    wakeAt: new Date(Math.min(kept.wakeAt, MAX_DATE_MS)).toISOString(),
    memory: Buffer.from(sealTask(box, kept, attempt)).toString("base64"),
  };
}

async function store(
  { name, mediaType, content }: MadeArtifact,
  { artifacts }: AttemptContext,
): Promise<ArtifactReference> {
  const { hash, size } = await artifacts.put(content);
  return { $artifact: { hash, name, mediaType, size } };
}

/** The sandbox leaves `{ $artifact: { pending: n } }` where the nth artifact belongs. */
function withReferences(value: unknown, references: ArtifactReference[]): unknown {
  if (Array.isArray(value)) return value.map((part) => withReferences(part, references));
  if (typeof value !== "object" || value === null) return value;
  const { $artifact: marker } = value as { $artifact?: { pending?: unknown } | null };
  const reference = typeof marker?.pending === "number" ? references[marker.pending] : undefined;
  if (reference) return reference;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withReferences(part, references)]));
}
