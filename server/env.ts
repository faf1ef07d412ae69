import { resolve } from "node:path";
import { z } from "zod";
import { DEFAULT_TAG, WorkerTag } from "#core/worker-tag.ts";
import { Refusal } from "#server/refusal.ts";

const Count = z.coerce.number("must be a number").int("must be a whole number").positive("must be more than 0");
const Port = z.coerce
  .number("must be a number")
  .int("must be a whole number")
  .min(0, "must be from 0 to 65535")
  .max(65535, "must be from 0 to 65535");
const List = z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean));
const RedisUrl = z.string().regex(/^rediss?:\/\/./, "must start with redis:// or rediss://");
const ServerSecret = z.string().min(32, "must have at least 32 characters");
const PostgresUrl = z.string().regex(/^postgres(ql)?:\/\/./, "must start with postgres://");

/** Every setting with its default, by its name in the environment; an empty value counts as not set. */
export const Settings = z.object({
  DATABASE_URL: PostgresUrl.optional(),
  DATABASE_DIRECT_URL: PostgresUrl.optional(),
  REDIS_URL: RedisUrl.optional(),
  HEDDLE_HOME: z.string().default(".heddle"),
  PORT: Port.default(3000),
  HOST: z.string().default("127.0.0.1"),
  HEDDLE_URL: z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).optional(),
  HEDDLE_SECRET: ServerSecret.optional(),
  HEDDLE_SECRET_PREVIOUS: z
    .string()
    .transform((text) =>
      text
        .split(",")
        .map((secret) => secret.trim())
        .filter(Boolean),
    )
    .pipe(z.array(ServerSecret))
    .default([]),
  HEDDLE_SLOTS: Count.max(10_000).default(64),
  HEDDLE_WORKER_TAGS: List.transform((tags) => [...new Set(tags)])
    .pipe(z.array(WorkerTag).min(1, "must name a tag").max(50, "must name at most 50 tags"))
    .default([DEFAULT_TAG]),
  HEDDLE_LEASE_MS: Count.min(1000).default(15_000),
  HEDDLE_POLL_MS: Count.min(10).default(2000),
  HEDDLE_MAX_INPUT_BYTES: Count.default(10 * 1024 * 1024),
  HEDDLE_MAX_GB: z.coerce.number("must be a number").positive("must be more than 0").optional(),
  HEDDLE_RATE_LIMIT: Count.max(1_000_000).default(3_000),
  HEDDLE_SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must be an smtp or smtps URL" }).optional(),
  HEDDLE_MAIL_FROM: z.string().regex(/@/, "must hold an e-mail address").default("Heddle <heddle@localhost>"),
  HEDDLE_OIDC_ISSUER: z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).optional(),
  HEDDLE_OIDC_CLIENT_ID: z.string().optional(),
  HEDDLE_OIDC_CLIENT_SECRET: z.string().optional(),
  HEDDLE_OIDC_NAME: z.string().max(40, "must have at most 40 characters").default("single sign-on"),
  HEDDLE_OIDC_TRUST_EMAIL: z.stringbool("must be true or false").default(false),
  HEDDLE_OIDC_DEFAULT_ROLE: z
    .enum(["editor", "reviewer", "viewer"], "must be editor, reviewer or viewer; owners are made by hand")
    .optional(),
  HEDDLE_S3_URL: z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).optional(),
  HEDDLE_S3_REGION: z.string().default("auto"),
  HEDDLE_S3_KEY_ID: z.string().optional(),
  HEDDLE_S3_SECRET: z.string().optional(),
  HEDDLE_STAGES: z.string().optional(),
  HEDDLE_TRUSTED_PROXIES: z.coerce.number("must be a number").int("must be a whole number").min(0).max(10).default(0),
  HEDDLE_ALLOW_HOSTS: List.default([]),
  HEDDLE_ALLOW_CIDRS: List.default([]),
  HEDDLE_METRICS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  HEDDLE_METRICS_PORT: Port.min(1, "must be from 1 to 65535").optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

/** What must be set once something else is. */
const NEEDS = {
  HEDDLE_OIDC_ISSUER: ["HEDDLE_OIDC_CLIENT_ID", "HEDDLE_OIDC_CLIENT_SECRET"],
  HEDDLE_S3_URL: ["HEDDLE_S3_KEY_ID", "HEDDLE_S3_SECRET"],
} as const;

export type EnvSource = Readonly<Record<string, string | undefined>>;
/** The settings under the names that they have in the environment. HEDDLE_HOME and HEDDLE_STAGES are absolute, HEDDLE_URL has no slash at its end. */
export type Env = ReturnType<typeof readEnv>;

/** Reads and checks the settings of a process that needs a database; throws a Refusal that names the first variable that is wrong. */
export function readEnv(source: EnvSource = process.env) {
  const settings = readSettings(source);
  const { DATABASE_URL } = settings;
  if (!DATABASE_URL) {
    throw new Refusal("DATABASE_URL: is not set; name a Postgres, or run `npm start`, which brings its own");
  }
  return { ...settings, DATABASE_URL, DATABASE_DIRECT_URL: settings.DATABASE_DIRECT_URL ?? DATABASE_URL };
}

/** The same for the supervisor, which starts the embedded Postgres when DATABASE_URL is not set. */
export function readSettings(source: EnvSource = process.env) {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = Settings.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Refusal(`${issue?.path[0]?.toString()}: ${issue?.message}`);
  }
  const settings = parsed.data;
  for (const cause of ["HEDDLE_OIDC_ISSUER", "HEDDLE_S3_URL"] as const) {
    const missing = settings[cause] && NEEDS[cause].find((name) => !settings[name]);
    if (missing) throw new Refusal(`${missing}: is not set, and ${cause} is`);
  }
  return {
    ...settings,
    HEDDLE_HOME: resolve(settings.HEDDLE_HOME),
    ...(settings.HEDDLE_STAGES && { HEDDLE_STAGES: resolve(settings.HEDDLE_STAGES) }),
    HEDDLE_URL: (settings.HEDDLE_URL ?? `http://localhost:${settings.PORT}`).replace(/\/+$/, ""),
  };
}

/** The environment for a child process: this one's, with `overrides` on top. */
export function childEnv(overrides: EnvSource): NodeJS.ProcessEnv {
  return { ...process.env, ...overrides };
}
