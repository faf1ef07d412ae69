import { answerRunText } from "#server/api/run-text-door.ts";
import { getServices } from "#server/api/services.ts";

export async function GET(request: Request, { params }: { params: Promise<{ runId: string }> }) {
  return answerRunText(getServices(), request, (await params).runId);
}
