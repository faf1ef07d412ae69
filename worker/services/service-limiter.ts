import { setTimeout as sleep } from "node:timers/promises";
import { backoffMs } from "#core/backoff.ts";
import { retryAfterMs } from "#core/delivery/retry-after.ts";
import { RATE_MS } from "#core/service-limits.ts";
import type { Queryable } from "#server/db.ts";
import { OutboundError, type OutboundResponse } from "#server/http/guarded-fetch.ts";
import type { FoundService } from "#server/services/find-service.ts";
import { Places } from "#worker/services/places.ts";

type Limited = Pick<FoundService, "id" | "name" | "limits" | "timeoutMs">;
type Send = (signal: AbortSignal) => Promise<OutboundResponse>;

/** Who is told to wait longer than that is told so by the answer. */
const MAX_WAIT_MS = 5 * 60_000;

/** Keeps requests to services to their limits: how many at once, how often, how long, and how often again. */
export class ServiceLimiter {
  readonly #db: Queryable;
  readonly #random: () => number;
  readonly #places: Places;

  constructor(db: Queryable, random: () => number = Math.random) {
    this.#db = db;
    this.#random = random;
    this.#places = new Places(db, random);
  }

  /**
   * Sends a request when it is its turn, and again as the service's limits say. Gives the last answer, or throws what
   * the last attempt threw. `signal` ends all of it; `send` gets the one of an attempt.
   */
  async send(service: Limited, signal: AbortSignal, send: Send): Promise<OutboundResponse> {
    for (let attempt = 1; ; attempt++) {
      const came = await this.#attempt(service, signal, send);
      const waitMs = signal.aborted ? null : this.#waitMs(service, attempt, came);
      if (waitMs === null || waitMs > MAX_WAIT_MS || !(await waited(waitMs, signal))) {
        if (came instanceof OutboundError) throw came;
        return came;
      }
    }
  }

  async #attempt(service: Limited, signal: AbortSignal, send: Send): Promise<OutboundResponse | OutboundError> {
    const { concurrency } = service.limits;
    const leave = concurrency === undefined ? null : await this.#places.enter(service.id, concurrency, signal);
    try {
      if (concurrency !== undefined && leave === null) return noTurn(service);
      if (!(await waited(await this.#paceMs(service), signal))) return noTurn(service);
      return await send(service.timeoutMs === null ? signal : within(service.timeoutMs, signal));
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      return error;
    } finally {
      await leave?.();
    }
  }

  /** How long to wait for the next moment that no other call has; it is this call's then, in all workers. */
  async #paceMs({ id, limits: { rate } }: Limited): Promise<number> {
    if (!rate) return 0;
    const { rows } = await this.#db.query<{ waitMs: number }>({
      name: "pace_service",
      text: `
        update service
        set next_call_at = greatest(next_call_at, clock_timestamp()) + $2 * interval '1 millisecond'
        where id = $1
        returning extract(epoch from next_call_at - $2 * interval '1 millisecond' - clock_timestamp())::float8 * 1000
          as "waitMs"`,
      values: [id, RATE_MS[rate.per] / rate.calls],
    });
    return Math.max(0, rows[0]?.waitMs ?? 0);
  }

  /** How long to wait before it is sent again; null when it is not. */
  #waitMs({ limits: { retry } }: Limited, attempt: number, came: OutboundResponse | OutboundError): number | null {
    if (!retry || attempt >= retry.maxAttempts) return null;
    const mayPass = came instanceof OutboundError ? came.failure.retryable : retry.statuses.includes(came.status);
    if (!mayPass) return null;
    const asked = came instanceof OutboundError ? null : retryAfterMs(came.headers["retry-after"], new Date());
    const policy = { ...retry, factor: 2, maxBackoffMs: MAX_WAIT_MS };
    return asked ?? backoffMs(policy, attempt, this.#random());
  }
}

const noTurn = ({ name }: Limited): OutboundError =>
  new OutboundError("timeout", `The turn to call service ${name} did not come in time`, true);

const within = (ms: number, signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(ms)]);

/** Waits; false when the signal ended it. */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  if (ms <= 0) return !signal.aborted;
  return sleep(ms, true, { signal }).catch(() => false);
}
