import { z } from "zod";
import type { ArtifactRow } from "#server/engine/settlement-row.ts";

const ArtifactReference = z.object({
  $artifact: z.object({ hash: z.string(), name: z.string().min(1).max(200), mediaType: z.string().max(1_000) }),
});

const MAX_ARTIFACTS = 1_000;

/**
 * The artifacts that an output names, wherever in it they stand, each once, a thousand at most. Only what is in `made`
 * counts (bytes by hash): whoever writes a reference by hand gets no content by knowing its hash, and tells no size.
 */
export function artifactsIn(output: unknown, made: ReadonlyMap<string, number>): ArtifactRow[] {
  const found = new Map<string, ArtifactRow>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const reference = "$artifact" in value ? ArtifactReference.safeParse(value) : null;
    if (reference?.success) {
      const { hash, name, mediaType } = reference.data.$artifact;
      const size = made.get(hash);
      if (size !== undefined && found.size < MAX_ARTIFACTS)
        found.set(`${hash} ${name}`, { hash, name, media_type: mediaType, size });
      return;
    }
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(output);
  return [...found.values()];
}
