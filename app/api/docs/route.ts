import { docsPage } from "#server/api/rest/docs-page.ts";
import { restDoors } from "#server/api/rest/doors.ts";
import { openApiDocument } from "#server/api/rest/openapi.ts";
import { getServices } from "#server/api/services.ts";

export const dynamic = "force-dynamic";

export const GET = () => docsPage(openApiDocument(restDoors(), getServices().publicUrl));
