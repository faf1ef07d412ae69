import { Readable } from "node:stream";
import { DomainError } from "#core/errors.ts";
import type { Services } from "#server/api/context.ts";
import { contentDisposition, safeMediaType } from "#server/api/download-headers.ts";
import { idOf, plainDoor } from "#server/api/plain-door.ts";
import { MissingArtifact } from "#server/artifacts/artifact-store.ts";
import { findArtifact } from "#server/runs/find-artifact.ts";

const HASH = /^[0-9a-f]{64}$/;

/** The name at the end of the address, which is only what the download is called. */
function nameIn(url: string): string {
  const last = new URL(url).pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** Answers `GET /api/v1/runs/:runId/artifacts/:hash/:name`: always a download, never a page. */
export const answerArtifact = (services: Services, request: Request, run: string, hash: string): Promise<Response> =>
  plainDoor(services, request, "artifact.read", async ({ workspaceId }) => {
    const name = nameIn(request.url);
    const found = HASH.test(hash) ? await findArtifact(services.pool, workspaceId, idOf(run, "run"), hash) : null;
    if (!found) throw gone(name);
    const content = await services.artifacts.open(hash).catch((error: unknown) => {
      throw error instanceof MissingArtifact ? gone(name) : error;
    });
    return new Response(Readable.toWeb(content) as ReadableStream<Uint8Array>, {
      headers: {
        "content-type": safeMediaType(found.mediaType),
        "content-disposition": contentDisposition(name),
        "content-security-policy": "sandbox; default-src 'none'",
        "x-content-type-options": "nosniff",
        "cache-control": "private, max-age=31536000, immutable",
        ...(found.size !== null && { "content-length": String(found.size) }),
      },
    });
  });

const gone = (name: string) => new DomainError("not_found", `This run has no artifact ${name.slice(0, 200)}`);
