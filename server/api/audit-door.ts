import { Readable } from "node:stream";
import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import type { Services } from "#server/api/context.ts";
import { contentDisposition } from "#server/api/download-headers.ts";
import { plainDoor } from "#server/api/plain-door.ts";
import { EXPORT_FORMATS, exportAudit } from "#server/audit/export-audit.ts";
import { AuditFilter } from "#server/audit/list-audit.ts";

const Asked = AuditFilter.extend({ format: z.enum(EXPORT_FORMATS, "is jsonl or csv").default("jsonl") });
const MEDIA_TYPES = { jsonl: "application/jsonl; charset=utf-8", csv: "text/csv; charset=utf-8" };

/** Answers `GET /api/v1/audit?format=jsonl|csv` and the filters of the list: the audit as a file, written as it is read. */
export const answerAudit = (services: Services, request: Request): Promise<Response> =>
  plainDoor(services, request, "audit.read", async ({ workspaceId }) => {
    const { format, ...filter } = parse(new URL(request.url).searchParams);
    await services.audit.settle(workspaceId);
    const lines = exportAudit(services.pool, workspaceId, filter, format);
    return new Response(Readable.toWeb(Readable.from(lines, { objectMode: false })) as ReadableStream, {
      headers: {
        "content-type": MEDIA_TYPES[format],
        "content-disposition": contentDisposition(`audit.${format}`),
        "cache-control": "no-store",
      },
    });
  });

function parse(search: URLSearchParams): z.infer<typeof Asked> {
  const parsed = Asked.safeParse(Object.fromEntries(search));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") || "query";
  throw new DomainError("bad_input", `${field}: ${issue?.message}`, { field });
}
