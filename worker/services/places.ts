import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Queryable } from "#server/db.ts";
import { freePlace, keepPlaces, takePlace } from "#server/services/service-places.ts";
import { Turns } from "#worker/services/turns.ts";

/** So long a worker that was lost keeps its places. */
const LEASE_MS = 30_000;
/** Who finds no place looks again after this, or up to three times as long: they shall not all look at once. */
const LOOK_MS = 100;

/** The places of services that one worker has. In it calls stand in line; between workers, whoever looks first is first. */
export class Places {
  readonly #db: Queryable;
  readonly #random: () => number;
  readonly #leaseMs: number;
  readonly #holder = randomUUID();
  readonly #turns = new Turns();
  #held = 0;
  #keeping: NodeJS.Timeout | undefined;

  constructor(db: Queryable, random: () => number, leaseMs = LEASE_MS) {
    this.#db = db;
    this.#random = random;
    this.#leaseMs = leaseMs;
  }

  /** Waits for one of the `limit` places of a service; answers how to leave it, or null when the signal ended the wait. */
  async enter(serviceId: string, limit: number, signal: AbortSignal): Promise<(() => Promise<void>) | null> {
    const leave = await this.#turns.enter(serviceId, limit, signal);
    if (!leave) return null;
    const place = await this.#take(serviceId, limit, signal).catch((error: unknown) => {
      leave();
      throw error;
    });
    if (place === null) {
      leave();
      return null;
    }
    this.#hold();
    return async () => {
      try {
        await freePlace(this.#db, serviceId, place, this.#holder);
      } catch {
        // It is free when its time is over.
      } finally {
        this.#letGo();
        leave();
      }
    };
  }

  async #take(serviceId: string, limit: number, signal: AbortSignal): Promise<number | null> {
    while (!signal.aborted) {
      const place = await takePlace(this.#db, { serviceId, limit, holder: this.#holder, leaseMs: this.#leaseMs });
      if (place !== null) return place;
      await sleep(LOOK_MS * (1 + 2 * this.#random()), undefined, { signal }).catch(() => undefined);
    }
    return null;
  }

  #hold(): void {
    this.#held++;
    this.#keeping ??= setInterval(() => {
      // What could not be kept is tried again before its time is over.
      keepPlaces(this.#db, this.#holder, this.#leaseMs).catch(() => undefined);
    }, this.#leaseMs / 3);
  }

  #letGo(): void {
    this.#held--;
    if (this.#held > 0) return;
    clearInterval(this.#keeping);
    this.#keeping = undefined;
  }
}
