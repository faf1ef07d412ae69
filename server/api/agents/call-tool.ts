import type { CallToolResult, Tool } from "@modelcontextprotocol/sdk/types.js";
import { TRPCError } from "@trpc/server";
import { DomainError } from "#core/errors.ts";
import { refusalOf } from "#core/scopes.ts";
import { boundedText } from "#server/api/agents/bounded-text.ts";
import { type AgentTool, agentTools } from "#server/api/agents/tools.ts";
import type { ReportError } from "#server/api/answer-trpc.ts";
import type { Context } from "#server/api/context.ts";
import { callDoor } from "#server/api/rest/call-door.ts";
import { refusalAnswer, refusedByProcedure, serverAtFault } from "#server/api/rest/refusal.ts";
import type { Principal } from "#server/auth/principal.ts";

const mayCall = (who: Principal, { door }: AgentTool): boolean =>
  door.access === "public" || refusalOf(who, door.access) === null;

/** The tools that this caller may use, as the protocol tells of them. */
export const toolsFor = (who: Principal): Tool[] =>
  agentTools()
    .filter((tool) => mayCall(who, tool))
    .map(({ name, title, says, door }) => ({
      name,
      title,
      description: says,
      inputSchema: door.input as Tool["inputSchema"],
      annotations: { readOnlyHint: door.type === "query", openWorldHint: false },
    }));

/** A refusal in the shape that it has everywhere under /api/v1, as the answer of a tool. */
const refused = async (answer: Response): Promise<CallToolResult> => ({
  isError: true,
  content: [{ type: "text", text: await answer.text() }],
});

/** Calls a tool by its name. What is refused is an answer, which the model reads; so is what goes wrong in the server. */
export async function callTool(
  ctx: Context,
  name: string,
  input: unknown,
  signal: AbortSignal,
  report: ReportError,
): Promise<CallToolResult> {
  const tool = agentTools().find((one) => one.name === name);
  if (!tool) return await refused(refusalAnswer(new DomainError("not_found", "There is no tool of this name")));
  try {
    const answer = await callDoor(ctx, tool.door, input, signal);
    return { content: [{ type: "text", text: boundedText(answer ?? null) }] };
  } catch (error) {
    const refusal = error instanceof TRPCError ? refusedByProcedure(error) : null;
    if (refusal) return await refused(refusal);
    report(error instanceof TRPCError ? (error.cause ?? error) : error, name);
    return await refused(serverAtFault());
  }
}
