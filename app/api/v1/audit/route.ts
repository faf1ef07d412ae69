import { answerAudit } from "#server/api/audit-door.ts";
import { getServices } from "#server/api/services.ts";

export const GET = (request: Request) => answerAudit(getServices(), request);
