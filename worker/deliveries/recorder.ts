import type { Logger } from "pino";
import type { Queryable } from "#server/db.ts";
import { type DeliveryResult, recordDeliveries } from "#server/engine/deliveries.ts";

const RETRY_MS = 250;

interface Waiting {
  result: DeliveryResult;
  done: () => void;
}

/** Writes what sends came to, all that ended meanwhile in one statement, until the database takes it. */
export class Recorder {
  readonly #db: Queryable;
  readonly #logger: Logger;
  #waiting: Waiting[] = [];
  #isWriting = false;
  #isLeaving = false;

  constructor(db: Queryable, logger: Logger) {
    this.#db = db;
    this.#logger = logger;
  }

  /** Resolves when the result is written, or its lease is lost. */
  record(result: DeliveryResult): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ result, done });
      if (this.#isWriting) return;
      this.#isWriting = true;
      void this.#write();
    });
  }

  /** From now on what the database does not take is left: its lease runs out, and somebody sends it again. */
  leave(): void {
    this.#isLeaving = true;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        const written = new Set(
          await recordDeliveries(
            this.#db,
            batch.map(({ result }) => result),
          ),
        );
        const lost = batch.map(({ result }) => result.id).filter((id) => !written.has(id));
        if (lost.length > 0) this.#logger.warn({ deliveryIds: lost }, "lease lost, nothing was written");
        for (const { done } of batch) done();
      } catch (err) {
        this.#logger.error({ err }, "deliveries could not be recorded");
        if (this.#isLeaving) for (const { done } of batch) done();
        else this.#waiting = [...batch, ...this.#waiting];
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    this.#isWriting = false;
  }
}
