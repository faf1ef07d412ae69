import { z } from "zod";
import { CONNECTION_HEADERS } from "#core/connection-headers.ts";
import { SecretName } from "#core/secret.ts";
import { ServiceLimits } from "#core/service-limits.ts";
import { baseUrlProblem } from "#core/service-url.ts";

export const ServiceName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,63}$/,
    "must be small letters, digits and _, begin with a letter and have at most 64 characters",
  );

const Url = z
  .string()
  .max(2_048)
  .superRefine((text, context) => {
    const problem = baseUrlProblem(text);
    if (problem) context.addIssue({ code: "custom", message: problem });
  });

const HeaderName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, "must be the name of a header")
  .refine((name) => !CONNECTION_HEADERS.has(name.toLowerCase()), "is a header of the connection and cannot be set");

/** Text that fits in a header and holds nothing that parts one from the next. */
const Plain = z.string().regex(/^[\x20-\x7e]{1,1000}$/, "must be 1 to 1000 printable ASCII characters");

/** How a service knows who calls; `secret` names the secret that is sent along. */
export const ServiceAuth = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("none") }),
  z.strictObject({ type: z.literal("bearer"), secret: SecretName }),
  z.strictObject({
    type: z.literal("basic"),
    username: Plain.refine((text) => !text.includes(":"), "must not contain a colon"),
    secret: SecretName,
  }),
  z.strictObject({ type: z.literal("header"), name: HeaderName, secret: SecretName }),
  /** Client credentials: the secret is exchanged for a token. */
  z.strictObject({
    type: z.literal("oauth2"),
    tokenUrl: Url,
    clientId: Plain,
    secret: SecretName,
    scope: Plain.optional(),
  }),
]);
export type ServiceAuth = z.infer<typeof ServiceAuth>;

/** How a service describes what can be called: not at all, by an OpenAPI document, or as an MCP server. */
export const SERVICE_KINDS = ["http", "openapi", "mcp"] as const;
export type ServiceKind = (typeof SERVICE_KINDS)[number];

export const NewService = z.strictObject({
  name: ServiceName,
  kind: z.enum(SERVICE_KINDS).default("http"),
  baseUrl: Url,
  auth: ServiceAuth,
  /** For one call in all; the stage's own timeout holds besides. */
  timeoutMs: z
    .int()
    .min(100)
    .max(24 * 60 * 60 * 1000)
    .optional(),
  limits: ServiceLimits.default({}),
});
export type NewService = z.infer<typeof NewService>;

const MAX_DOCUMENT = 3 * 1024 * 1024;

/** A service as it is saved: the address of an OpenAPI service may stand in its document alone. */
export const ServiceToSave = NewService.extend({
  baseUrl: Url.optional(),
  /** JSON or YAML; a new OpenAPI service needs it, and it describes an older one anew. */
  document: z.string().max(MAX_DOCUMENT, "must have at most 3 MiB").optional(),
});
export type ServiceToSave = z.infer<typeof ServiceToSave>;

/** The name of the secret that is sent along; null when none is. */
export const secretOf = (auth: ServiceAuth): string | null => (auth.type === "none" ? null : auth.secret);

/** Times are ISO 8601. */
export interface ServiceView extends NewService {
  /** How many methods it has that are its own. */
  methods: number;
  version: number;
  createdBy: string;
  createdAt: string;
  changedBy: string;
  changedAt: string;
}
