import { z } from "zod";
import type { ArtifactReference } from "#server/artifacts/artifact-store.ts";
import { linkArtifact } from "#server/artifacts/link-artifact.ts";
import type { Queryable } from "#server/db.ts";
import { type FoundArtifact, findArtifact } from "#server/runs/find-artifact.ts";
import { type Method, method } from "#worker/services/heddle/method.ts";
import { type Caller, ServiceError } from "#worker/services/host-service.ts";

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

/** Which files there are; their content is in the caller's `artifacts`. */
export interface Files {
  /** Notes a file that was put. False when the task belongs to another worker by now. */
  link(caller: Caller, made: ArtifactReference["$artifact"]): Promise<boolean>;
  find(caller: Caller, hash: string): Promise<FoundArtifact | null>;
}

export const filesOfRun = (db: Queryable): Files => ({
  link: (caller, made) => linkArtifact(db, caller, made),
  find: ({ workspaceId, runId }, hash) => findArtifact(db, workspaceId, runId, hash),
});

/** Files of the run. */
export const artifactMethods = (files: Files): Record<string, Method> => ({
  "artifact.put": method("artifact.put", Put, async (given, caller) => {
    const bytes = "content" in given ? given.content : Buffer.from(given.base64, "base64");
    const { hash, size } = await caller.artifacts.put(bytes);
    const made = { hash, name: given.name, mediaType: given.type, size };
    if (!(await files.link(caller, made)))
      throw new ServiceError("stopped", "The task belongs to another worker by now");
    return { $artifact: made };
  }),
  "artifact.get": method("artifact.get", Get, async ({ artifact }, caller) => {
    const { artifacts } = caller;
    const { hash } = artifact.$artifact;
    const found = await files.find(caller, hash);
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
