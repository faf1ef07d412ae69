import type { Outcome } from "#core/outcome.ts";
import type { LogLine } from "#core/run-event.ts";
import { type Mock, mockFor, type TrialCall, type TrialLine, type TrialReport } from "#core/trial.ts";
import { type HostService, type ServiceCall, ServiceError } from "#worker/services/host-service.ts";

const MAX_CALLS = 500;
const MAX_LINES = 1_000;
const SHOWN_VALUE = 2_000;
const SHOWN_OUTPUT = 64 * 1024;

const cut = (text: string): string => (text.length > SHOWN_VALUE ? `${text.slice(0, SHOWN_VALUE)}…` : text);
const json = (value: unknown): string => JSON.stringify(value ?? null);

/** What a stage that runs alone does: its log, and its calls, of which some are answered by mocks. */
export class TrialRecord {
  readonly #log: TrialLine[] = [];
  readonly #calls: TrialCall[] = [];
  readonly #counts = new Map<string, number>();
  /** Whether there is more than the last report had. */
  isNews = false;
  #written: (() => string) | null = null;

  /** Shows what a model has written so far. */
  write(text: () => string): void {
    this.#written = text;
    this.isNews = true;
  }

  log(level: LogLine["level"], text: string): void {
    if (this.#log.length >= MAX_LINES) return;
    this.#log.push({ at: new Date().toISOString(), level, text, callsBefore: this.#calls.length });
    this.isNews = true;
  }

  /** The services of a trial: a call is answered by its mock, or really made; either way it is written down. */
  answering(service: HostService, mocks: readonly Mock[]): HostService {
    return async (asked) => {
      const call = this.#begin(asked);
      const mock = mockFor(mocks, call);
      call.isMocked = mock !== undefined;
      try {
        const value = mock ? answerOf(mock) : await service(asked);
        this.#end(call, { value: cut(json(value)) });
        return value;
      } catch (error) {
        const { code, message } =
          error instanceof ServiceError ? error : { code: "service_broken", message: String(error) };
        this.#end(call, { error: { code, message } });
        throw error;
      }
    };
  }

  /** All that there is so far, with what it ended in. */
  report(outcome: Outcome | null): TrialReport {
    this.isNews = false;
    const output = outcome?.kind === "completed" ? json(outcome.output) : null;
    return {
      log: this.#log,
      calls: this.#calls,
      output: output?.slice(0, SHOWN_OUTPUT) ?? null,
      isOutputCut: (output?.length ?? 0) > SHOWN_OUTPUT,
      written: this.#written?.() ?? null,
      error: outcome?.kind === "failed" ? outcome.failure : null,
    };
  }

  #begin({ service, method, args }: ServiceCall): TrialCall {
    if (this.#calls.length >= MAX_CALLS)
      throw new ServiceError("too_many_calls", `A stage that runs alone makes ${MAX_CALLS} calls at most`);
    const key = JSON.stringify([service, method]);
    const nth = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, nth);
    const call: TrialCall = {
      attempt: 1,
      id: this.#calls.length + 1,
      service,
      method,
      args: cut(json(args)),
      askedAt: new Date().toISOString(),
      answeredAt: null,
      value: null,
      error: null,
      nth,
      isMocked: false,
    };
    this.#calls.push(call);
    this.isNews = true;
    return call;
  }

  #end(call: TrialCall, came: Partial<TrialCall>): void {
    Object.assign(call, came, { answeredAt: new Date().toISOString() });
    this.isNews = true;
  }
}

function answerOf({ answer }: Mock): unknown {
  if (answer.ok) return answer.value;
  throw new ServiceError(answer.code, answer.message);
}
