import { answerRunEvents } from "#server/api/run-events-door.ts";
import { getServices } from "#server/api/services.ts";

export async function GET(request: Request, { params }: { params: Promise<{ runId: string }> }) {
  return answerRunEvents(getServices(), request, (await params).runId);
}
