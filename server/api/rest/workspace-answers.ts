import { z } from "zod";
import { ROLES } from "#core/roles.ts";
import { RULE_TYPES } from "#core/rule.ts";
import { SCOPES } from "#core/scopes.ts";
import { page, RunId } from "#server/api/rest/answers.ts";

const Count = z.int().min(0);
const Moment = z.iso.datetime().nullable();

/** What the doors answer about what a workspace has beside its runs: rules, secrets, the cache, people and keys. */
export const Changed = z.object({ id: z.uuid() });

const About = { type: z.enum(RULE_TYPES), kind: z.string().nullable(), workflow: z.string().nullable() };
export const Rules = z.array(
  z.looseObject({ id: z.uuid(), ...About, stage: z.string().nullable(), fields: z.array(z.string()), max: Count }),
);
export const Slots = page(
  z.looseObject({ key: z.string(), ...About, used: z.number(), holding: Count, waiting: Count, max: Count.nullable() }),
);

export const Secrets = z.array(
  z.looseObject({
    name: z.string(),
    createdBy: z.string(),
    changedBy: z.string(),
    changedAt: z.iso.datetime(),
    lastUsedAt: Moment,
    services: z.array(z.string()),
  }),
);
export const SetSecret = z.object({ name: z.string() });
export const SecretUses = page(
  z.looseObject({ id: z.int(), at: z.iso.datetime(), service: z.string(), runId: z.int().nullable() }),
);
export const SigningSecret = z.object({ createdAt: Moment, wasShown: z.boolean(), previousUntil: Moment });
export const ShownSecret = z.object({ secret: z.string() });

const Made = { workflowName: z.string(), stageId: z.string() };
export const CacheEntries = page(
  z.looseObject({
    id: z.int().positive(),
    ...Made,
    inputDigest: z.string(),
    runId: RunId,
    taskId: z.int(),
    size: Count,
    createdAt: z.iso.datetime(),
    expiresAt: Moment,
    hitCount: Count,
  }),
);
export const CacheStats = z.array(
  z.looseObject({ ...Made, entries: Count, bytes: Count, hits: Count, looks: Count, found: Count }),
);
export const Forgotten = z.object({ forgotten: Count });

export const People = z.array(
  z.object({
    userId: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(ROLES),
    joinedAt: z.iso.datetime(),
  }),
);
export const Person = z.object({ userId: z.string() });

export const Keys = z.array(
  z.object({
    id: z.uuid(),
    name: z.string(),
    start: z.string().describe("Its first characters"),
    role: z.enum(ROLES),
    scopes: z.array(z.enum(SCOPES)),
    createdAt: z.iso.datetime(),
    lastUsedAt: Moment,
    expiresAt: Moment,
    isExpired: z.boolean(),
    createdBy: z.string(),
  }),
);
