import { z } from "zod";
import { Expression } from "#core/expression.ts";
import { ServiceName } from "#core/service.ts";
import { pathProblem } from "#core/service-url.ts";

export const HTTP_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] as const;

const fields = z.strictObject({
  service: ServiceName.optional().describe("Registered in the settings, with its address and credential"),
  method: z.enum(HTTP_METHODS).default("GET").describe("HTTP method"),
  url: z
    .union([z.string().min(1).max(8_192), Expression])
    .describe("Address, text or expression; a path when a service is called"),
  headers: z
    .record(z.string(), z.union([z.string(), Expression]))
    .default({})
    .describe("Request headers"),
  body: z.unknown().optional().describe("Request body: JSON with expressions in it, or text"),
  acceptStatuses: z
    .array(z.int().min(100).max(599))
    .default([])
    .describe("Statuses outside 200 to 299 that also count as success"),
});

export const httpConfig = fields.superRefine(({ service, url }, context) => {
  const problem = service !== undefined && typeof url === "string" ? pathProblem(url) : null;
  if (problem) context.addIssue({ code: "custom", path: ["url"], message: problem });
});
export type HttpConfig = z.infer<typeof httpConfig>;
