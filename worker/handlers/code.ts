import { codeConfig } from "#core/kinds/code.ts";
import type { ArtifactReference } from "#server/artifacts/artifact-store.ts";
import type { AttemptContext, Handler } from "#worker/handlers/handler.ts";
import type { MadeArtifact } from "#worker/sandbox/messages.ts";
import type { SandboxPool } from "#worker/sandbox/sandbox-pool.ts";

/** Runs the stage's code in the sandbox, and stores the artifacts that it made. */
export const codeHandler =
  (sandbox: SandboxPool): Handler =>
  async (config, input, attempt) => {
    const { source, memoryMb, cpuMs } = codeConfig.parse(config);
    const end = await sandbox.run({
      source,
      input,
      context: { attempt: attempt.attempt, feedback: attempt.feedback },
      memoryMb,
      cpuMs,
      signal: attempt.signal,
      onStart: () => attempt.begin(),
      onLog: ({ level, text }) => attempt.log(level, text),
    });
    if (!end.ok) return { kind: "failed", failure: end.failure };
    if (end.artifacts.length === 0) return { kind: "completed", output: end.output };
    const references: ArtifactReference[] = [];
    // One after the other: a thousand open files at once would starve the other tasks of this process.
    for (const made of end.artifacts) references.push(await store(made, attempt));
    return { kind: "completed", output: withReferences(end.output, references) };
  };

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
