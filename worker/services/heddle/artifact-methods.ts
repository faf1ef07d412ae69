import { z } from "zod";
import { linkArtifact } from "#server/artifacts/link-artifact.ts";
import type { Queryable } from "#server/db.ts";
import { findArtifact } from "#server/runs/find-artifact.ts";
import { type Method, method } from "#worker/services/heddle/method.ts";
import { ServiceError } from "#worker/services/host-service.ts";

/** An answer holds 4 MiB; bytes are a third longer as base64. */
const MAX_GET_BYTES = 3 * 1024 * 1024;

const Name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}/\\]*$/u, "holds a slash or a control character");
const Type = z
  .string()
  .regex(/^[\w.+-]{1,100}\/[\w.+-]{1,100}(; ?[\w.=+-]{1,100})?$/, "is no media type such as text/markdown");
const Put = z.union([
  z.strictObject({ name: Name, content: z.string(), type: Type.default("text/plain; charset=utf-8") }),
  z.strictObject({ name: Name, base64: z.base64(), type: Type.default("application/octet-stream") }),
]);
const Hash = z.string().regex(/^[0-9a-f]{64}$/, "is no hash of an artifact");
const Get = z.strictObject({ artifact: z.object({ $artifact: z.object({ hash: Hash }) }) });

const isText = (type: string) => /^(text\/|application\/([\w.+-]+\+)?json\b)/i.test(type);

/** Files of the run. */
export const artifactMethods = (db: Queryable): Record<string, Method> => ({
  "artifact.put": method("artifact.put", Put, async (given, caller) => {
    const bytes = "content" in given ? given.content : Buffer.from(given.base64, "base64");
    const { hash, size } = await caller.artifacts.put(bytes);
    const made = { hash, name: given.name, mediaType: given.type, size };
    if (!(await linkArtifact(db, caller, made)))
      throw new ServiceError("stopped", "The task belongs to another worker by now");
    return { $artifact: made };
  }),
  "artifact.get": method("artifact.get", Get, async ({ artifact }, { workspaceId, runId, artifacts }) => {
    const { hash } = artifact.$artifact;
    const found = await findArtifact(db, workspaceId, runId, hash);
    if (!found) throw new ServiceError("unknown_artifact", `The run has no artifact ${hash}`);
    const size = found.size ?? (await artifacts.sizeOf(hash)) ?? 0;
    if (Number(size) > MAX_GET_BYTES)
      throw new ServiceError("answer_too_large", `Artifact ${hash} is longer than 3 MiB`);
    const type = found.mediaType;
    if (isText(type)) return { type, content: await artifacts.readText(hash) };
    const parts: Uint8Array[] = [];
    for await (const part of await artifacts.open(hash)) parts.push(part as Uint8Array);
    return { type, base64: Buffer.concat(parts).toString("base64") };
  }),
});
