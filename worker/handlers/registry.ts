import type { StageKind } from "#core/kinds/registry.ts";
import type { OutboundRules } from "#server/http/guarded-fetch.ts";
import { codeHandler } from "#worker/handlers/code.ts";
import type { Handler } from "#worker/handlers/handler.ts";
import { httpHandler } from "#worker/handlers/http.ts";
import { review } from "#worker/handlers/review.ts";
import { transform } from "#worker/handlers/transform.ts";
import { wait } from "#worker/handlers/wait.ts";
import type { SandboxPool } from "#worker/sandbox/sandbox-pool.ts";

export type Handlers = Record<StageKind, Handler>;

/** The handler of every kind. `outbound` says what HTTP may reach beyond the public internet. */
export const createHandlers = ({ sandbox, outbound }: { sandbox: SandboxPool; outbound: OutboundRules }): Handlers =>
  ({
    code: codeHandler(sandbox),
    transform,
    http: httpHandler(outbound),
    review,
    wait,
  }) satisfies Record<StageKind, Handler>;
