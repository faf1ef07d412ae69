import { DomainError } from "#core/errors.ts";
import { refusalAnswer, STATUS_OF } from "#server/api/rest/refusal.ts";
import { admit, findHook, type Hook, type HookDeps, runHook } from "#server/triggers/call-hook.ts";
import { logCall } from "#server/triggers/log-call.ts";

const ACCEPTED = 202;

/** Answers `POST /api/v1/hooks/:id`, with the secret behind the id or in a header: 202 and the run. Nothing else starts one. */
export async function answerHook(deps: HookDeps, request: Request, id: string, secret?: string): Promise<Response> {
  try {
    const hook = await findHook(deps.pool, id);
    const runId = await called(deps, hook, request, secret);
    return Response.json({ runId }, { status: ACCEPTED });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return refusalAnswer(error);
  }
}

/** Starts the run and notes the call, refused ones too; only a flood goes unnoted. */
async function called(deps: HookDeps, hook: Hook, request: Request, secret: string | undefined): Promise<number> {
  try {
    const body = await admit(deps, hook, request, secret);
    const runId = await runHook(deps, hook, request.headers, body);
    await logCall(deps.pool, hook.id, { status: ACCEPTED, message: null, runId });
    return runId;
  } catch (error) {
    if (error instanceof DomainError && error.code !== "too_many")
      await logCall(deps.pool, hook.id, { status: STATUS_OF[error.code], message: error.message, runId: null });
    throw error;
  }
}
