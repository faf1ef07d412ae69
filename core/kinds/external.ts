import { z } from "zod";
import { Expression } from "#core/expression.ts";
import { httpConfig } from "#core/kinds/http.ts";

const DAY_MS = 86_400_000;

export const externalConfig = z.strictObject({
  method: z.enum(["POST", "PUT", "PATCH", "GET", "DELETE"]).default("POST").describe("HTTP method of the start call"),
  url: httpConfig.shape.url.describe("Address of the outside system that is told to start"),
  headers: httpConfig.shape.headers,
  body: httpConfig.shape.body.describe(
    "Body of the start call. `task.handle` is where the outside system reports to; it is in the header Heddle-Handle too.",
  ),
  expectedCount: z
    .union([z.int().min(0), Expression])
    .optional()
    .meta({ title: "Expected count", description: "How many items there are to be done, if that is known" }),
  inactivityTimeoutMs: z
    .int()
    .min(100)
    .max(30 * DAY_MS)
    .default(60_000)
    .meta({ title: "Silence at most", description: "The attempt fails when nothing was reported for so long" }),
  timeoutMs: z
    .int()
    .min(100)
    .max(365 * DAY_MS)
    .optional()
    .meta({
      title: "Time in all",
      description: "The attempt fails when it has not ended by then; without it only silence ends it",
    }),
});
export type ExternalConfig = z.infer<typeof externalConfig>;
