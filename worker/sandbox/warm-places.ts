import type { Worker } from "node:worker_threads";
import type { KeptTask, PoolMessage } from "#worker/sandbox/messages.ts";

/** A thread holds so many machines at most in which tasks wait. */
const MAX_WARM = 4;

/** Where a task waits in the machine in which it was packed. */
export interface WarmPlace {
  worker: Worker;
  /** The task's, in its thread. */
  id: number;
}

/** The tasks that can go on in their machines: nothing need be unpacked. Each may be lost at any time, for what was kept of it is enough. */
export class WarmPlaces {
  /** The one that waits longest first. */
  readonly #places = new Map<KeptTask, WarmPlace>();

  of(kept: KeptTask | null | undefined): WarmPlace | undefined {
    return kept ? this.#places.get(kept) : undefined;
  }

  keep(kept: KeptTask, place: WarmPlace): void {
    this.#places.set(kept, place);
    const beside = [...this.#places].filter(([, { worker }]) => worker === place.worker);
    const [first] = beside;
    if (first && beside.length > MAX_WARM) this.forget(first[0]);
  }

  /** The place of a task that goes on in this thread; it is forgotten wherever else it waits. */
  take(kept: KeptTask | null, worker: Worker): WarmPlace | null {
    const place = this.of(kept);
    if (!kept || !place) return null;
    if (place.worker !== worker) this.forget(kept);
    this.#places.delete(kept);
    return place.worker === worker ? place : null;
  }

  /** Its machine is free for others. */
  forget(kept: KeptTask): void {
    const place = this.#places.get(kept);
    this.#places.delete(kept);
    place?.worker.postMessage({ kind: "forget", id: place.id } satisfies PoolMessage);
  }

  /** The thread is gone, with all its machines. */
  lose(worker: Worker): void {
    for (const [kept, place] of this.#places) if (place.worker === worker) this.#places.delete(kept);
  }
}
