import type { Logger } from "pino";
import type { AttemptStop } from "#core/outcome.ts";
import { listen } from "#server/engine/listener.ts";
import {
  type ClaimedTrial,
  claimTrial,
  endTrial,
  isTrialWanted,
  noteTrial,
  sweepTrials,
  TRIAL_CHANNEL,
} from "#server/trials/trial-queue.ts";
import { every } from "#worker/every.ts";
import { TrialRecord } from "#worker/trials/trial-record.ts";
import { type TryDeps, tryStage } from "#worker/trials/try-stage.ts";

interface TrialDeps extends TryDeps {
  logger: Logger;
}

export interface TrialSettings {
  directUrl: string;
  pollMs: number;
  /** How many at a time. */
  slots: number;
  /** How long one may take, whatever its stage says. */
  longestMs: number;
  /** How often what has come of one is written down, and whether it was stopped is seen. */
  noteMs: number;
}

/** Two at a time, two minutes each: a person sits and waits. */
export const TRIAL_SETTINGS = { slots: 2, longestMs: 120_000, noteMs: 400 };

const SWEEP_MS = 60_000;
/** So much later than it must have ended, its worker is gone. */
const GRACE_MS = 60_000;

/** Runs stages alone as soon as somebody asks for it, until it is stopped. */
export async function startTrials(deps: TrialDeps, settings: TrialSettings): Promise<{ stop(): Promise<void> }> {
  const { db, logger } = deps;
  const running = new Map<AbortController, Promise<void>>();
  const claiming = new Set<Promise<void>>();
  let isStopped = false;

  async function run(trial: ClaimedTrial, control: AbortController): Promise<void> {
    const record = new TrialRecord();
    const end = (reason: AttemptStop) => control.abort(reason);
    const timer = setTimeout(end, Math.min(trial.stage.timeoutMs, settings.longestMs), "timeout");
    const stopNoting = every(settings.noteMs, logger, "note of a trial", async () => {
      const isWanted = record.isNews ? noteTrial(db, trial, record.report(null)) : isTrialWanted(db, trial);
      if (!(await isWanted)) end("canceled");
    });
    try {
      const outcome = await tryStage(deps, trial, record, control.signal);
      await endTrial(db, trial, outcome.kind === "completed" ? "completed" : "failed", record.report(outcome));
    } catch (err) {
      // It counts as lost after a while.
      logger.warn({ err, trialId: trial.id }, "what came of a trial could not be written down");
    } finally {
      clearTimeout(timer);
      stopNoting();
    }
  }

  async function claim(): Promise<void> {
    const trial = await claimTrial(db);
    if (!trial) return;
    const control = new AbortController();
    if (isStopped) control.abort("stopping" satisfies AttemptStop);
    const ended = run(trial, control).finally(() => {
      running.delete(control);
      wake();
    });
    running.set(control, ended);
  }

  function wake(): void {
    if (isStopped || running.size + claiming.size >= settings.slots) return;
    const before = running.size;
    const turn = claim()
      .catch((err: unknown) => logger.warn({ err }, "trials could not be read, trying again"))
      .finally(() => {
        claiming.delete(turn);
        // Where one was there may be another.
        if (running.size > before) wake();
      });
    claiming.add(turn);
  }

  const listening = await listen(settings.directUrl, TRIAL_CHANNEL, wake, wake);
  const stops = [
    every(settings.pollMs, logger, "poll for trials", wake),
    every(SWEEP_MS, logger, "sweep of trials", () => sweepTrials(db, settings.longestMs + GRACE_MS)),
  ];
  return {
    async stop() {
      isStopped = true;
      for (const stop of stops) stop();
      await listening.close();
      await Promise.all(claiming);
      for (const control of running.keys()) control.abort("stopping" satisfies AttemptStop);
      await Promise.all(running.values());
    },
  };
}
