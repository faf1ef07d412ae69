import { answerHook } from "#server/api/hook-door.ts";
import { getServices } from "#server/api/services.ts";

export async function POST(request: Request, { params }: { params: Promise<{ id: string; secret?: string[] }> }) {
  const { id, secret } = await params;
  return answerHook(getServices(), request, id, secret?.join("/"));
}
