import { answerArtifact } from "#server/api/artifact-door.ts";
import { getServices } from "#server/api/services.ts";

export async function GET(request: Request, { params }: RouteContext<"/api/v1/runs/[runId]/artifacts/[hash]/[name]">) {
  const { runId, hash, name } = await params;
  return answerArtifact(getServices(), request, { run: runId, hash, name: decodeURIComponent(name) });
}
