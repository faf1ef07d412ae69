import type { ArtifactReference, ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { MadeArtifact } from "#worker/sandbox/messages.ts";

/** The output of code with references where its artifacts belong, which are put into the store. */
export async function withArtifacts(
  { output, artifacts }: { output: unknown; artifacts: readonly MadeArtifact[] },
  artifactStore: ArtifactStore,
): Promise<unknown> {
  if (artifacts.length === 0) return output;
  const references: ArtifactReference[] = [];
  // One after the other: a thousand open files at once would starve the other tasks of this process.
  for (const { name, mediaType, content } of artifacts) {
    const { hash, size } = await artifactStore.put(content);
    references.push({ $artifact: { hash, name, mediaType, size } });
  }
  return withReferences(output, references);
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
