import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { DeliveryResult } from "#server/engine/deliveries.ts";
import type { SettlementRow } from "#server/engine/settlement-row.ts";

const ATTEMPT_SECONDS = [0.005, 0.025, 0.1, 0.5, 2.5, 10, 60, 300, 1_800];
const CALL_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5];
const DELIVERY_SECONDS = [0.025, 0.1, 0.25, 1, 2.5, 10];

/** How an attempt ended, in one word; null when it settled nothing itself: its output was known, or its lease will run out. */
export function outcomeOf(row: Pick<SettlementRow, "to_status" | "hand_back"> | null): string {
  if (row === null) return "unsettled";
  if (row.to_status !== "pending") return row.to_status;
  return row.hand_back ? "handed_back" : "retrying";
}

/** The stages of an operator have any names; together they are one kind here. */
const kindLabel = (kind: string): string => (kind.startsWith("custom:") ? "custom" : kind);

const deliveryOutcome = ({ status, sent }: DeliveryResult): string => {
  if (status !== "pending") return status;
  return sent ? "retrying" : "put_back";
};

/** What one worker counts of its own doing. */
export class WorkerMetrics {
  readonly registry: Registry;
  readonly #claims: Counter;
  readonly #running: Gauge;
  readonly #slots: Gauge;
  readonly #attempts: Counter<"kind" | "outcome">;
  readonly #lengths: Histogram<"kind">;
  readonly #calls: Histogram;
  readonly #failedCalls: Counter;
  readonly #lost: Counter;
  readonly #rescued: Counter;
  readonly #deliveries: Counter<"outcome">;
  readonly #deliveryLengths: Histogram;

  constructor(registry = new Registry()) {
    this.registry = registry;
    const registers = [registry];
    this.#claims = new Counter({
      name: "heddle_claims_total",
      help: "Tasks that this worker has got a lease for, handed over at a start or claimed.",
      registers,
    });
    this.#running = new Gauge({
      name: "heddle_attempts_running",
      help: "Attempts that this worker is at.",
      registers,
    });
    this.#slots = new Gauge({
      name: "heddle_attempt_slots",
      help: "How many attempts this worker can be at.",
      registers,
    });
    this.#attempts = new Counter({
      name: "heddle_attempts_total",
      help: "Attempts that have ended, by the kind of the stage and what came of them.",
      labelNames: ["kind", "outcome"],
      registers,
    });
    this.#lengths = new Histogram({
      name: "heddle_attempt_duration_seconds",
      help: "How long attempts took, by the kind of the stage.",
      labelNames: ["kind"],
      buckets: ATTEMPT_SECONDS,
      registers,
    });
    this.#calls = new Histogram({
      name: "heddle_engine_call_duration_seconds",
      help: "How long the calls took by which this worker settles and claims.",
      buckets: CALL_SECONDS,
      registers,
    });
    this.#failedCalls = new Counter({
      name: "heddle_engine_call_failures_total",
      help: "Of these calls, those that the database did not answer or refused.",
      registers,
    });
    this.#lost = new Counter({
      name: "heddle_leases_lost_total",
      help: "Attempts of this worker whose lease was gone before they were settled.",
      registers,
    });
    this.#rescued = new Counter({
      name: "heddle_tasks_rescued_total",
      help: "Tasks that this worker has taken back because their lease had run out, whoever held it.",
      registers,
    });
    this.#deliveries = new Counter({
      name: "heddle_deliveries_total",
      help: "Deliveries that this worker has attempted, by what came of it.",
      labelNames: ["outcome"],
      registers,
    });
    this.#deliveryLengths = new Histogram({
      name: "heddle_delivery_duration_seconds",
      help: "How long it took to make a delivery and hear the answer.",
      buckets: DELIVERY_SECONDS,
      registers,
    });
  }

  /** The worker has this many slots. */
  hasSlots(slots: number): void {
    this.#slots.set(slots);
  }

  /** An attempt has begun. Returns how to tell that it has ended. */
  begun(): (kind: string, row: SettlementRow | null) => void {
    this.#claims.inc();
    this.#running.inc();
    const begun = performance.now();
    return (kind, row) => {
      this.#running.dec();
      this.#attempts.inc({ kind: kindLabel(kind), outcome: outcomeOf(row) });
      this.#lengths.observe({ kind: kindLabel(kind) }, (performance.now() - begun) / 1_000);
    };
  }

  /** A call of the engine has begun. Returns how to tell that it was answered. */
  called(): () => void {
    return this.#calls.startTimer();
  }

  callFailed(): void {
    this.#failedCalls.inc();
  }

  lost(leases: number): void {
    this.#lost.inc(leases);
  }

  rescued(tasks: number): void {
    this.#rescued.inc(tasks);
  }

  /** A delivery was attempted. */
  delivered(result: DeliveryResult, ms: number): void {
    this.#deliveries.inc({ outcome: deliveryOutcome(result) });
    this.#deliveryLengths.observe(ms / 1_000);
  }
}
