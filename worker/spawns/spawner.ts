import type { Logger } from "pino";
import type { Failure } from "#core/run-event.ts";
import {
  type ClaimedSpawn,
  claimSpawns,
  type FinishedSpawn,
  failSpawn,
  finishSpawns,
  MAX_SPAWN_ATTEMPTS,
  postponeSpawn,
} from "#server/engine/spawns.ts";
import type { StartRequest } from "#server/engine/start-runs.ts";
import { versionDefinition } from "#server/version-cache.ts";
import { lastingFailure, requestsOf, type SpawnDeps } from "#worker/spawns/requests-of.ts";

export interface SpawnerDeps extends SpawnDeps {
  logger: Logger;
  /** How long a started run is leased to an idle worker. */
  leaseMs: number;
}

const AT_ONCE = 100;
/** What starts more runs than this is written by itself. */
const MANY = 200;
/** Evaluating and checking ten thousand inputs takes seconds, not minutes. */
const CLAIM_MS = 60_000;
const MAX_DELAY_S = 300;

interface Ready {
  spawn: ClaimedSpawn;
  requests: StartRequest[];
}

const isSmall = ({ requests }: Ready): boolean => requests.length <= MANY;

/** Starts the follow-ups that are due, a few at once, one round after the other. */
export class Spawner {
  readonly #deps: SpawnerDeps;
  #working: Promise<void> | null = null;
  #again = false;
  #isStopping = false;

  constructor(deps: SpawnerDeps) {
    this.#deps = deps;
  }

  /** There may be something to do. */
  wake(): void {
    this.#again = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
      if (this.#again && !this.#isStopping) this.wake();
    });
  }

  /** Takes nothing new; resolves when what it holds is done. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#working;
  }

  async #work(): Promise<void> {
    try {
      while (this.#again && !this.#isStopping) {
        this.#again = false;
        const claimed = await claimSpawns(this.#deps.db, AT_ONCE, CLAIM_MS);
        await this.#start(claimed);
        if (claimed.length > 0) this.#again = true;
      }
    } catch (err) {
      this.#again = false;
      this.#deps.logger.warn({ err }, "could not look for follow-ups, trying again");
    }
  }

  async #start(claimed: ClaimedSpawn[]): Promise<void> {
    const ready = (await Promise.all(claimed.map((spawn) => this.#evaluate(spawn)))).filter((each) => each !== null);
    const [few, many] = [ready.filter(isSmall), ready.filter((each) => !isSmall(each))];
    if (few.length > 0) await this.#finish(few).catch(() => this.#oneByOne(few));
    await this.#oneByOne(many);
  }

  async #evaluate(spawn: ClaimedSpawn): Promise<Ready | null> {
    try {
      const definition = await versionDefinition(this.#deps.db, spawn.versionId);
      return { spawn, requests: await requestsOf(this.#deps, spawn, definition) };
    } catch (err) {
      await this.#failed(spawn, err);
      return null;
    }
  }

  async #finish(ready: Ready[]): Promise<void> {
    const finished = ready.map(({ spawn, requests }): FinishedSpawn => ({ ...spawn, requests }));
    await finishSpawns(this.#deps.db, finished, this.#deps.leaseMs);
  }

  /** So that one which the database refuses holds up no other. */
  async #oneByOne(ready: Ready[]): Promise<void> {
    for (const each of ready) await this.#finish([each]).catch((err: unknown) => this.#failed(each.spawn, err));
  }

  async #failed(spawn: ClaimedSpawn, err: unknown): Promise<void> {
    const { logger } = this.#deps;
    const lasting = lastingFailure(err);
    logger[lasting ? "info" : "warn"]({ err, runId: spawn.runId, spawnId: spawn.spawnId }, "a follow-up failed");
    // If this fails too, the claim runs out and it is tried again.
    await this.#putOff(spawn, lasting, err).catch((error: unknown) => logger.warn({ err: error }, "could not say so"));
  }

  #putOff(spawn: ClaimedSpawn, lasting: Failure | null, err: unknown): Promise<void> {
    const { db } = this.#deps;
    if (lasting) return failSpawn(db, spawn, lasting);
    const error = { code: "not_started", message: err instanceof Error ? err.message : String(err), retryable: true };
    if (spawn.attempt >= MAX_SPAWN_ATTEMPTS) return failSpawn(db, spawn, error);
    return postponeSpawn(db, spawn, error, Math.min(2 ** spawn.attempt, MAX_DELAY_S) * 1_000);
  }
}
