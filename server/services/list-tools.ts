import type { Tool } from "@modelcontextprotocol/sdk/types.js";
import { DomainError } from "#core/errors.ts";
import type { JsonSchema } from "#core/service-method.ts";
import { findUnstorable } from "#core/storable.ts";
import { withMcp } from "#server/services/mcp-session.ts";
import { isFields } from "#server/services/openapi/place.ts";
import { SchemaBundle, SchemaTooLarge } from "#server/services/openapi/schema-bundle.ts";
import type { ServiceLine } from "#server/services/service-line.ts";
import type { StoredMethod } from "#server/services/stored-methods.ts";

const MAX_TOOLS = 2_000;
const MAX_NAME = 200;
const MAX_SUMMARY = 300;
const MAX_PARTS = 5_000;
const LISTING_MS = 30_000;

/** The tools of an MCP server as methods. Throws OutboundError when it cannot be asked. */
export async function listTools(name: string, url: string, line: ServiceLine): Promise<StoredMethod[]> {
  const signal = AbortSignal.timeout(LISTING_MS);
  const tools = await withMcp({ name, url, line }, { signal }, async (client, options) => {
    const all: Tool[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.listTools(cursor === undefined ? {} : { cursor }, options);
      all.push(...page.tools);
      cursor = page.nextCursor;
      if (all.length > MAX_TOOLS) throw new DomainError("bad_input", `${name} has more than ${MAX_TOOLS} tools`);
    } while (cursor !== undefined);
    return all;
  });
  const { json } = line.hider();
  return [...new Map(tools.map((tool) => [tool.name, tool])).values()]
    .map((tool) => methodOf(json(tool) as Tool))
    .filter((method) => method.name.length <= MAX_NAME && method.name !== "" && !findUnstorable(method, "tool"));
}

const methodOf = ({ name, title, description, inputSchema, outputSchema }: Tool): StoredMethod => ({
  name,
  summary: (title ?? description ?? "").trim().split("\n")[0]?.slice(0, MAX_SUMMARY).toWellFormed() ?? "",
  args: alone(inputSchema) ?? { type: "object" },
  result: outputSchema === undefined ? null : alone(outputSchema),
  request: null,
});

/** A schema that stands by itself; null for one that is of no use, which the server then checks alone. */
function alone(schema: unknown): JsonSchema | null {
  if (!isFields(schema)) return null;
  const bundle = new SchemaBundle({ root: schema, isOld: false }, false, MAX_PARTS);
  try {
    const whole = bundle.add(schema, []);
    return typeof whole === "object" ? { ...whole, ...bundle.defs() } : whole;
  } catch (error) {
    if (error instanceof SchemaTooLarge || error instanceof DomainError) return null;
    throw error;
  }
}
