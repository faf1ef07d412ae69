import { CompatibilityCallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { withMcp } from "#server/services/mcp-session.ts";
import { type ServiceCall, ServiceError } from "#worker/services/host-service.ts";
import type { OpenService } from "#worker/services/open-service.ts";

const SHOWN_TEXT = 2_000;

/**
 * Calls a tool of an MCP server; its arguments were checked. Answers with the structured content, else with the text, else
 * with the list of contents. Throws `tool_failed` when the tool says that it failed.
 */
export async function callTool(
  { service: { name, baseUrl }, line }: OpenService,
  tool: string,
  args: Record<string, unknown>,
  { caller: { signal }, idempotencyKey }: ServiceCall,
): Promise<unknown> {
  const result = await withMcp(
    { name, url: baseUrl, line },
    { signal, headers: { "idempotency-key": idempotencyKey } },
    (client, options) => client.callTool({ name: tool, arguments: args }, CompatibilityCallToolResultSchema, options),
  );
  const hider = line.hider();
  if ("toolResult" in result) return hider.json(result.toolResult) ?? null;
  const content: readonly { type: string; text?: unknown }[] = Array.isArray(result.content) ? result.content : [];
  const isText = content.every(({ type }) => type === "text");
  const text = content.map((part) => (typeof part.text === "string" ? part.text : "")).join("\n");
  if (result.isError === true) {
    const said = hider.text(text).slice(0, SHOWN_TEXT).toWellFormed();
    throw new ServiceError("tool_failed", `${name}.${tool}: ${said || "failed"}`);
  }
  if (result.structuredContent !== undefined) return hider.json(result.structuredContent);
  return isText ? hider.text(text) : hider.json(content);
}
