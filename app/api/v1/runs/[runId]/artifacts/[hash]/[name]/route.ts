import { answerArtifact } from "#server/api/artifact-door.ts";
import { getServices } from "#server/api/services.ts";

export async function GET(request: Request, { params }: { params: Promise<{ runId: string; hash: string }> }) {
  const { runId, hash } = await params;
  return answerArtifact(getServices(), request, runId, hash);
}
