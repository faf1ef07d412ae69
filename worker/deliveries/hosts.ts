import { afterAttempt, type Breaker, type BreakerPolicy, CLOSED, freeAt } from "#core/delivery/breaker.ts";

const KEPT_HOSTS = 1_000;

interface Known {
  breaker: Breaker;
  inFlight: number;
}

/** What this sender knows of the hosts that it sends to, or that failed of late. */
export class Hosts {
  readonly #policy: BreakerPolicy;
  readonly #known = new Map<string, Known>();

  constructor(policy: BreakerPolicy) {
    this.#policy = policy;
  }

  /** How many sends may begin now, by host; hosts that are not named have their whole limit. */
  limits(now: number): Map<string, number> {
    return new Map(
      [...this.#known].map(([host, { breaker, inFlight }]) => [host, freeAt(breaker, inFlight, now, this.#policy)]),
    );
  }

  /** When the first host that is closed off may be tried again; null when none is. Afterwards a claim finds what is due. */
  nextTryInMs(now: number): number | null {
    const times = [...this.#known.values()].flatMap(({ breaker: { openUntil } }) =>
      openUntil !== null && openUntil > now ? [openUntil - now] : [],
    );
    return times.length > 0 ? Math.min(...times) : null;
  }

  /** Takes the right to send to a host once; false when none is free. Given back by `done`. */
  take(host: string, now: number): boolean {
    const known = this.#known.get(host) ?? { breaker: CLOSED, inFlight: 0 };
    if (freeAt(known.breaker, known.inFlight, now, this.#policy) === 0) return false;
    known.inFlight += 1;
    this.#known.set(host, known);
    return true;
  }

  /** `failed` is null when the attempt says nothing about the host. Returns whether the host was closed off, or opened again, by it. */
  done(host: string, failed: boolean | null, now: number): "opened" | "closed" | null {
    const known = this.#known.get(host);
    if (!known) return null;
    const wasOpen = known.breaker.openUntil !== null;
    known.inFlight -= 1;
    if (failed !== null) known.breaker = afterAttempt(known.breaker, failed, now, this.#policy);
    if (known.inFlight === 0 && known.breaker.failures === 0) this.#known.delete(host);
    this.#forget();
    const isOpen = known.breaker.openUntil !== null;
    return wasOpen === isOpen ? null : isOpen ? "opened" : "closed";
  }

  /** Hosts come from expressions, so there may be any number of them: the longest known that has nothing in flight goes. */
  #forget(): void {
    if (this.#known.size <= KEPT_HOSTS) return;
    for (const [host, { inFlight }] of this.#known)
      if (inFlight === 0) {
        this.#known.delete(host);
        return;
      }
  }
}
