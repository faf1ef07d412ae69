import { z } from "zod";
import { SERVICE_KINDS } from "#core/service.ts";
import { TRIGGER_KINDS } from "#core/trigger.ts";
import { page, RunId } from "#server/api/rest/answers.ts";

const Count = z.int().min(0);
const Version = z.int().positive();
const Moment = z.iso.datetime().nullable();
const TriggerId = z.uuid();

/** What the doors answer about what starts runs, and about what code and stages reach: functions, services, trials. */
const FunctionSummary = z.object({
  name: z.string(),
  description: z.string(),
  latestVersion: Version,
  changedAt: z.iso.datetime(),
  retiredAt: Moment.describe("Since when nothing new may import it"),
});
export const Functions = page(FunctionSummary);
export const FunctionRead = FunctionSummary.extend({
  versions: z.array(
    z.object({ version: Version, description: z.string(), publishedBy: z.string(), publishedAt: z.iso.datetime() }),
  ),
  usedBy: z.object({
    workflows: z.array(z.object({ name: z.string(), title: z.string() })),
    more: Count.describe("How many workflows there are besides"),
    functions: z.array(z.object({ name: z.string(), version: Version })),
  }),
});
export const FunctionVersion = z.object({
  name: z.string(),
  version: Version,
  description: z.string(),
  source: z.string(),
  uses: z.array(z.string()).describe("What it imports, directly and through others"),
});
export const PublishedFunction = z.object({ name: z.string(), version: Version });
export const NamedFunction = z.object({ name: z.string() });

export const StartedTrial = z.object({ trialId: z.int().positive() });
export const Trial = z.looseObject({
  id: z.int().positive(),
  stageId: z.string(),
  status: z.enum(["waiting", "running", "completed", "failed", "canceled", "lost"]),
  askedBy: z.string(),
  createdAt: z.iso.datetime(),
  startedAt: Moment,
  finishedAt: Moment,
  log: z.array(z.looseObject({ level: z.string(), text: z.string() })),
  calls: z.array(z.looseObject({ service: z.string(), method: z.string(), isMocked: z.boolean() })),
  output: z.string().nullable().describe("JSON text"),
  isOutputCut: z.boolean(),
  error: z.looseObject({ message: z.string() }).nullable(),
});

const TriggerSummary = z.looseObject({
  id: TriggerId,
  name: z.string(),
  workflowName: z.string(),
  settings: z.looseObject({ kind: z.enum(TRIGGER_KINDS) }),
  isEnabled: z.boolean(),
  nextAt: Moment,
  lastAt: Moment,
  lastRunId: RunId.nullable(),
  lastError: z.string().nullable().describe("Why the last time started no run"),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
});
export const Triggers = page(TriggerSummary);
export const Trigger = TriggerSummary.extend({
  url: z.url().nullable().describe("Where a webhook is called"),
  secretStart: z.string().nullable(),
  calls: z.array(
    z.object({
      id: z.int(),
      at: z.iso.datetime(),
      status: z.int(),
      message: z.string().nullable(),
      runId: RunId.nullable(),
    }),
  ),
});
export const SavedTrigger = z.object({
  id: TriggerId,
  secret: z.string().nullable().describe("Of a webhook whose secret is new; shown this once"),
});
export const EnabledTrigger = z.object({ id: TriggerId });
export const StartedByTrigger = z.object({ runId: RunId });
export const TriedTrigger = z.object({
  starts: z.boolean(),
  input: z.unknown().describe("What the run would be given"),
  problem: z.string().nullable(),
});

const Outcome = {
  runIds: z.array(RunId),
  failed: z.array(z.object({ trigger: z.string(), message: z.string() })).describe("Triggers that started nothing"),
};
export const Published = z.object(Outcome);
export const Events = page(
  z.object({ id: z.int(), name: z.string(), publishedBy: z.string(), at: z.iso.datetime(), ...Outcome }),
);

export const Service = z.looseObject({
  name: z.string(),
  kind: z.enum(SERVICE_KINDS),
  baseUrl: z.string(),
  auth: z.looseObject({ type: z.string(), secret: z.string().optional().describe("The name of the secret") }),
  methods: Count.describe("How many are its own"),
  version: Version,
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  changedBy: z.string(),
  changedAt: z.iso.datetime(),
});
export const Services = z.array(Service);
export const Methods = z.object({
  service: z.string(),
  kind: z.enum(SERVICE_KINDS),
  describedAt: Moment,
  methods: z.array(z.looseObject({ name: z.string(), summary: z.string(), args: z.unknown(), result: z.unknown() })),
});
export const RegisteredService = z.object({
  name: z.string(),
  version: Version,
  leftOut: z.array(z.string()).describe("Operations of the document that cannot be called, and why"),
});
export const RefreshedMethods = z.object({ name: z.string(), methods: Count });
