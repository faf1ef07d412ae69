import type { Door } from "#server/api/rest/doors.ts";
import { type Json, operationOf, plainOperation, tagOf } from "#server/api/rest/operations.ts";
import { PLAIN_PLACES } from "#server/api/rest/plain-places.ts";
import { REPORT_PLACES } from "#server/api/rest/report-places.ts";

/** The OpenAPI 3.1 document of the doors: what they take is told by the same schemas that check it. */
export function openApiDocument(doors: readonly Door[], publicUrl: string): Json {
  const paths: Record<string, Json> = {};
  const add = (path: string, method: string, operation: Json) => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  };
  for (const door of doors) add(door.path, door.method, operationOf(door));
  for (const place of [...PLAIN_PLACES, ...REPORT_PLACES]) add(place.path, place.method, plainOperation(place));
  const sorted = Object.fromEntries(Object.entries(paths).sort(([a], [b]) => a.localeCompare(b)));
  return {
    openapi: "3.1.0",
    info: { title: "Heddle", version: "1", description: "Everything that a program can ask of this server." },
    servers: [{ url: `${publicUrl}/api/v1` }],
    security: [{ key: [] }, { session: [] }],
    tags: [...new Set(Object.keys(sorted).map(tagOf))].map((name) => ({ name })),
    paths: sorted,
    components: COMPONENTS,
  };
}

const COMPONENTS: Json = {
  securitySchemes: {
    key: { type: "http", scheme: "bearer", description: "An API key, made in the settings" },
    session: { type: "apiKey", in: "cookie", name: "better-auth.session_token" },
  },
  parameters: {
    IdempotencyKey: {
      name: "Idempotency-Key",
      in: "header",
      required: false,
      description: "The same key says that it is the same request: it is done once, and answered the same for a day",
      schema: { type: "string", minLength: 1, maxLength: 200 },
    },
  },
  responses: {
    Refusal: {
      description: "A refusal; nothing was changed",
      content: { "application/json": { schema: { $ref: "#/components/schemas/Refusal" } } },
    },
  },
  schemas: {
    Refusal: {
      type: "object",
      required: ["error"],
      properties: {
        error: {
          type: "object",
          required: ["code", "message"],
          properties: { code: { type: "string" }, message: { type: "string" }, details: { type: "object" } },
        },
      },
    },
  },
};
