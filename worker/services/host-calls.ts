import type { HostAnswer, HostCall } from "#worker/sandbox/messages.ts";
import { type Caller, type HostService, ServiceError } from "#worker/services/host-service.ts";

const MAX_ANSWER_UNITS = 4 * 1024 * 1024;
/** The longest that a timer of Node can be; a longer one ends at once. */
const LONGEST_MS = 2_147_483_647;

/** The calls of one task that are under way. */
export class HostCalls {
  readonly #service: HostService;
  readonly #caller: Caller;
  readonly #key: string;
  readonly #underWay = new Set<number>();
  #answers: HostAnswer[] = [];
  #wake = () => {};

  /** `key` is the attempt's own; each call adds its number. */
  constructor(service: HostService, caller: Caller, key: string) {
    this.#service = service;
    this.#caller = caller;
    this.#key = key;
  }

  /** Those that are not under way yet. */
  fresh(calls: readonly HostCall[]): HostCall[] {
    return calls.filter(({ id }) => !this.#underWay.has(id));
  }

  /** Makes calls. Each is answered, whatever becomes of it. */
  make(calls: readonly HostCall[]): void {
    for (const call of calls) {
      this.#underWay.add(call.id);
      void this.#answer(call).then((answer) => {
        this.#answers.push([call.id, answer]);
        this.#wake();
      });
    }
  }

  /** What has come by then, at the latest `byMs` (of `Date.now`); waits until there is something, or the attempt is to end. */
  async answers(byMs: number | null): Promise<HostAnswer[]> {
    if (this.#answers.length === 0) {
      const { signal } = this.#caller;
      const next = Promise.withResolvers<void>();
      this.#wake = next.resolve;
      let timer: NodeJS.Timeout | undefined;
      const wait = (untilMs: number) => {
        const leftMs = untilMs - Date.now();
        timer =
          leftMs > LONGEST_MS ? setTimeout(wait, LONGEST_MS, untilMs) : setTimeout(next.resolve, Math.max(0, leftMs));
      };
      if (byMs !== null) wait(byMs);
      const stop = () => next.resolve();
      signal.addEventListener("abort", stop);
      if (!signal.aborted) await next.promise;
      // A task may wait a hundred thousand times.
      signal.removeEventListener("abort", stop);
      clearTimeout(timer);
    }
    const answers = this.#answers;
    this.#answers = [];
    for (const [id] of answers) this.#underWay.delete(id);
    return answers;
  }

  async #answer({ id, service, method, args }: HostCall): Promise<string> {
    try {
      const asked = { service, method, args: JSON.parse(args) as unknown };
      const value = await this.#service({ ...asked, caller: this.#caller, idempotencyKey: `${this.#key}-call-${id}` });
      const answer = JSON.stringify({ ok: true, value: value ?? null });
      if (answer.length > MAX_ANSWER_UNITS)
        throw new ServiceError("answer_too_large", `The answer of ${service} is longer than 4 MiB`);
      return answer;
    } catch (error) {
      const { code, name, message } =
        error instanceof ServiceError ? error : { code: "service_broken", name: "Error", message: String(error) };
      return JSON.stringify({ ok: false, error: { name, code, message } });
    }
  }
}
