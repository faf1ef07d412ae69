import { z } from "zod";
import { BUILT_IN_SERVICES } from "#core/code-types/built-in-services.ts";
import { DomainError } from "#core/errors.ts";
import { NewService, ServiceToSave, secretOf } from "#core/service.ts";
import type { Pool } from "#server/db.ts";
import { OutboundError, type OutboundRules } from "#server/http/guarded-fetch.ts";
import { inTransaction } from "#server/in-transaction.ts";
import type { SecretBox } from "#server/secret-box.ts";
import { recordUse } from "#server/secrets/record-use.ts";
import { type FoundService, findService } from "#server/services/find-service.ts";
import { listTools } from "#server/services/list-tools.ts";
import { OauthTokens } from "#server/services/oauth-tokens.ts";
import { type Described, describeMethods } from "#server/services/openapi/describe-methods.ts";
import { type OpenApiDocument, readDocument } from "#server/services/openapi/read-document.ts";
import { serverUrl } from "#server/services/openapi/server-url.ts";
import { saveService } from "#server/services/save-service.ts";
import { openLine } from "#server/services/service-line.ts";
import { type StoredMethod, storeMethods } from "#server/services/stored-methods.ts";

interface Deps {
  pool: Pool;
  secretBox: SecretBox;
  outbound: OutboundRules;
}

/** The version is the one that is changed; null for a new service. */
export const SavedService = z.object({
  service: ServiceToSave,
  version: z.int().positive().nullable().default(null),
});

/** How a service was saved; `leftOut` are the operations of its document that cannot be called, each with the reason. */
export interface Registered {
  name: string;
  version: number;
  leftOut: string[];
}

/**
 * Saves a service with what it describes: the operations of its document, or, when it is new, the tools of its server.
 * Throws DomainError that names the field; nothing is saved then.
 */
export async function registerService(
  deps: Deps,
  workspaceId: string,
  { service: { document: text, ...given }, version }: z.infer<typeof SavedService>,
  by: string,
): Promise<Registered> {
  const { kind } = given;
  if (version === null && BUILT_IN_SERVICES.some(({ name }) => name === given.name))
    throw refusal("name", `${given.name} is a service that comes with Heddle; choose another name`);
  if (kind !== "openapi" && text !== undefined) throw refusal("document", "is for OpenAPI services alone");
  if (kind === "openapi" && version === null && text === undefined) throw refusal("document", "is missing");
  const document = text === undefined ? null : readDocument(text);
  const baseUrl = given.baseUrl ?? addressIn(document);
  const service = { ...given, baseUrl };
  const { methods, leftOut = [] }: Partial<Described> = document ? describeMethods(document) : {};
  const tools = kind === "mcp" && version === null ? await newTools(deps, workspaceId, service, by) : undefined;
  const described = methods ?? tools;
  const saved = await saveService(
    deps.pool,
    workspaceId,
    { service, version, ...(described && { methods: described }) },
    by,
  );
  return { ...saved, leftOut };
}

const refusal = (field: string, problem: string): DomainError =>
  new DomainError("bad_input", `service.${field}: ${problem}`, { field: `service.${field}` });

function addressIn(document: OpenApiDocument | null): string {
  if (!document) throw refusal("baseUrl", "is missing");
  const found = serverUrl(document.root);
  if (found === null) throw refusal("baseUrl", "is missing, and the document names no whole address");
  const { data, error } = NewService.shape.baseUrl.safeParse(found);
  if (data === undefined)
    throw refusal("baseUrl", `is missing; that of the document ${error?.issues[0]?.message ?? "is none"}`);
  return data;
}

/** Asks a service anew for its tools; those that it has no more are gone. */
export async function refreshMethods(
  deps: Deps,
  workspaceId: string,
  name: string,
  by: string,
): Promise<{ name: string; methods: number }> {
  const service = await findService(deps.pool, workspaceId, name);
  if (!service) throw new DomainError("not_found", `There is no service ${name}`, { field: "name" });
  if (service.kind !== "mcp")
    throw new DomainError("bad_input", `name: ${name} is no MCP server, which could be asked`, { field: "name" });
  const methods = await toolsOf(deps, workspaceId, service, by, "name");
  await inTransaction(deps.pool, async (db) => {
    await db.query("select from service where id = $1 for no key update", [service.id]);
    await storeMethods(db, service.id, methods);
  });
  return { name, methods: methods.length };
}

async function newTools(
  deps: Deps,
  workspaceId: string,
  service: NewService,
  by: string,
): Promise<StoredMethod[] | undefined> {
  const secret = secretOf(service.auth);
  const { rows } = await deps.pool.query<{ sealed: string }>(
    "select sealed from secret where workspace_id = $1 and name = $2",
    [workspaceId, secret],
  );
  const sealed = rows[0]?.sealed ?? null;
  // That there is no such secret is for the constraint to say.
  if (secret !== null && sealed === null) return undefined;
  const found = { ...service, id: "new", version: 1, timeoutMs: null, sealed };
  return toolsOf(deps, workspaceId, found, by, "service.baseUrl");
}

async function toolsOf(
  { pool, secretBox, outbound }: Deps,
  workspaceId: string,
  service: FoundService,
  by: string,
  field: string,
): Promise<StoredMethod[]> {
  const { name, baseUrl } = service;
  try {
    const line = openLine({ secretBox, outbound, tokens: new OauthTokens(outbound) }, service, workspaceId, (secret) =>
      recordUse(pool, { workspaceId, secret, service: name, by }),
    );
    try {
      return await listTools(name, baseUrl, line);
    } catch (error) {
      if (error instanceof OutboundError)
        throw new DomainError("bad_input", line.hider().text(error.message), { field });
      throw error;
    }
  } catch (error) {
    if (error instanceof OutboundError) throw new DomainError("bad_input", error.message, { field });
    throw error;
  }
}
