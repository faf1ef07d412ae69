import { z } from "zod";
import type { ArtifactRow } from "#server/engine/settlement-row.ts";

const ArtifactReference = z.object({
  $artifact: z.object({ hash: z.string(), name: z.string(), mediaType: z.string(), size: z.number() }),
});

/**
 * The artifacts that an output names, wherever in it they stand, each once. Only hashes in `made` count: whoever writes
 * a reference by hand gets no content by knowing its hash.
 */
export function artifactsIn(output: unknown, made: ReadonlySet<string>): ArtifactRow[] {
  const found = new Map<string, ArtifactRow>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const reference = "$artifact" in value ? ArtifactReference.safeParse(value) : null;
    if (reference?.success) {
      const { hash, name, mediaType, size } = reference.data.$artifact;
      if (made.has(hash)) found.set(`${hash} ${name}`, { hash, name, media_type: mediaType, size });
      return;
    }
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(output);
  return [...found.values()];
}
