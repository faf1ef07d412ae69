import { strangerOf } from "#server/api/rest/caller.ts";
import { docsPage } from "#server/api/rest/docs-page.ts";
import { restDoors } from "#server/api/rest/doors.ts";
import { openApiDocument } from "#server/api/rest/openapi.ts";
import { withinLimit } from "#server/api/rest/rest-limit.ts";
import { getServices } from "#server/api/services.ts";

export const dynamic = "force-dynamic";

export function GET({ headers }: Request): Promise<Response> {
  const { documentLimit, publicUrl } = getServices();
  return withinLimit(documentLimit, strangerOf(headers), async () => docsPage(openApiDocument(restDoors(), publicUrl)));
}
