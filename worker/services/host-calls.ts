import type { HostAnswer, HostCall } from "#worker/sandbox/messages.ts";
import { type Caller, type HostService, ServiceError, WAITS } from "#worker/services/host-service.ts";

const MAX_ANSWER_UNITS = 4 * 1024 * 1024;
/** The longest that a timer of Node can be; a longer one ends at once. */
const LONGEST_MS = 2_147_483_647;

/** The calls of one task that are under way. */
export class HostCalls {
  readonly #service: HostService;
  readonly #caller: Caller;
  readonly #key: string;
  readonly #underWay = new Set<number>();
  /** Of those under way, calls whose answer is for somebody else to bring about. */
  readonly #waiting = new Set<number>();
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
        if (answer === WAITS) this.#waiting.add(call.id);
        else this.#answers.push([call.id, answer]);
        this.#wake();
      });
    }
  }

  /** Whether there is nothing to wait for here: all that has no answer yet is for somebody else to bring about. */
  get onlyWait(): boolean {
    return this.#answers.length === 0 && this.#waiting.size === this.#underWay.size;
  }

  /**
   * What has come by then, at the latest `byMs` (of `Date.now`); waits until there is something, or the attempt is to end, and
   * with `mayLeave` no longer than there is something to wait for here.
   */
  async answers(byMs: number | null, mayLeave: boolean): Promise<HostAnswer[]> {
    let isTime = false;
    while (this.#answers.length === 0 && !isTime && !this.#caller.signal.aborted && !(mayLeave && this.onlyWait))
      isTime = await this.#next(byMs);
    const answers = this.#answers;
    this.#answers = [];
    for (const [id] of answers) this.#underWay.delete(id);
    return answers;
  }

  /** Until something has come of a call, or the attempt is to end, or it is `byMs`; true when it is. */
  async #next(byMs: number | null): Promise<boolean> {
    const { signal } = this.#caller;
    const next = Promise.withResolvers<boolean>();
    this.#wake = () => next.resolve(false);
    const leftMs = byMs === null ? LONGEST_MS : Math.max(0, byMs - Date.now());
    const timer = setTimeout(() => next.resolve(leftMs < LONGEST_MS), Math.min(LONGEST_MS, leftMs));
    signal.addEventListener("abort", this.#wake);
    const isTime = await next.promise;
    // A task may wait a hundred thousand times.
    signal.removeEventListener("abort", this.#wake);
    clearTimeout(timer);
    return isTime;
  }

  async #answer({ id, service, method, args }: HostCall): Promise<string | typeof WAITS> {
    try {
      const asked = { id, service, method, args: JSON.parse(args) as unknown };
      const value = await this.#service({ ...asked, caller: this.#caller, idempotencyKey: `${this.#key}-call-${id}` });
      if (value === WAITS) return WAITS;
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
