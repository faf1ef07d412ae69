import type { DefinedStage } from "#core/authoring/stages.ts";
import type { BuiltInKind, CustomKind } from "#core/kinds/registry.ts";
import type { Queryable } from "#server/db.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import type { OutboundRules } from "#server/http/guarded-fetch.ts";
import type { Handles } from "#server/reports/handles.ts";
import { recordUsage } from "#server/runs/record-usage.ts";
import type { SecretBox } from "#server/secret-box.ts";
import { codeHandler } from "#worker/handlers/code.ts";
import { customHandler } from "#worker/handlers/custom.ts";
import { externalHandler } from "#worker/handlers/external.ts";
import type { Handler } from "#worker/handlers/handler.ts";
import { httpHandler } from "#worker/handlers/http.ts";
import { llmHandler } from "#worker/handlers/llm.ts";
import { review } from "#worker/handlers/review.ts";
import { transform } from "#worker/handlers/transform.ts";
import { wait } from "#worker/handlers/wait.ts";
import { workflow } from "#worker/handlers/workflow.ts";
import type { SandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { heddleMethods, withHeddle } from "#worker/services/heddle/heddle-service.ts";
import { httpService } from "#worker/services/http-service.ts";
import { createServices } from "#worker/services/open-service.ts";
import { createServiceCalls } from "#worker/services/service-calls.ts";

/** By kind; of the operator's stages those that this worker has loaded. */
export type Handlers = Record<BuiltInKind, Handler> & { [kind: CustomKind]: Handler | undefined };

/** What waits for less keeps its place: to suspend a task and to go on are two commits more. */
const PATIENCE_MS = 2_000;

interface HandlerDeps {
  sandbox: SandboxPool;
  /** What HTTP may reach beyond the public internet. */
  outbound: OutboundRules;
  /** Where services, the progress of outside systems and code that waits are kept. */
  db: Queryable;
  /** What checks the answers of models and the arguments of calls against their schemas. */
  schemas: Pick<Expressions, "validate">;
  /** What makes the handles by which outside systems report. */
  handles: Handles;
  /** What seals code that waits, and opens the secrets of services. */
  box: SecretBox;
  /** How long code may wait for a timer in the sandbox; two seconds. */
  patienceMs?: number;
  /** The operator's own. */
  stages?: readonly DefinedStage[];
}

/** The handler of every kind. */
export const createHandlers = ({
  sandbox,
  outbound,
  db,
  schemas,
  handles,
  box,
  patienceMs = PATIENCE_MS,
  stages = [],
}: HandlerDeps): Handlers => {
  const open = createServices({ db, secretBox: box, outbound });
  const services = createServiceCalls(open);
  const service = withHeddle(heddleMethods(db, schemas), httpService({ outbound, open, db, schemas }));
  const builtIn: Record<BuiltInKind, Handler> = {
    code: codeHandler({ sandbox, db, box, service, patienceMs }),
    transform,
    http: httpHandler({ outbound, services }),
    llm: llmHandler({
      record: ({ runId, taskId }, usage, isDone) => recordUsage(db, { runId, taskId, ...usage, isDone }),
      services,
      schemas,
    }),
    review,
    wait,
    external: externalHandler({ outbound, db, handles }),
    workflow,
  };
  return { ...builtIn, ...Object.fromEntries(stages.map((stage) => [stage.kind, customHandler(stage)])) };
};
