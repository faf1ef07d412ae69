import type { DeliveryCause } from "#core/action.ts";
import type { DeliveryStatus } from "#core/delivery/status.ts";
import type { Failure } from "#core/run-event.ts";
import type { RunStatus } from "#core/statuses.ts";
import type { Queryable } from "#server/db.ts";

/** A delivery leased to a sender, with its cause. */
export interface ClaimedDelivery {
  id: number;
  lease: string;
  workspaceId: string;
  key: string;
  trigger: DeliveryCause;
  /** Which of the actions of its cause; null for the one that an outside system has registered. */
  action: number | null;
  host: string | null;
  /** How many attempts were made before. */
  attempts: number;
  about: { attempt?: number | null; runStatus?: RunStatus; notification?: number; channel?: "email" | "slack" } | null;
  run: {
    id: number;
    versionId: string;
    status: RunStatus;
    itemId: string | null;
    input: unknown;
    inputHash: string | null;
    metadata: unknown;
  } | null;
  task: {
    id: number;
    stageId: string;
    attempt: number;
    subtask: number | null;
    item: unknown;
    hasSubtasks: boolean;
    output: unknown;
    outputHash: string | null;
    error: Failure | null;
  } | null;
  registered: unknown;
  batch: { id: number; title: string; metadata: unknown; onComplete: unknown; counts: Record<string, number> } | null;
}

export interface ClaimRequest {
  slots: number;
  perHost: number;
  /** How many the sender can send at the moment to each host that it has something to say about. */
  hosts: ReadonlyMap<string, number>;
  leaseMs: number;
}

/** What became of a delivery, as the columns of `engine.record_deliveries` name it. */
export interface DeliveryResult {
  id: number;
  lease: string;
  status: DeliveryStatus;
  /** False for one that was put back unsent: no attempt is counted. */
  sent: boolean;
  /** When a pending one is due again. */
  after_ms?: number;
  host?: string | null;
  request?: unknown;
  response_status?: number | null;
  response?: string | null;
  error?: string | null;
}

/** Leases due deliveries, hosts in turn, and tells when the next one is due (null when none is). Never waits for locks. */
export async function claimDeliveries(
  db: Queryable,
  { slots, perHost, hosts, leaseMs }: ClaimRequest,
): Promise<{ deliveries: ClaimedDelivery[]; nextInMs: number | null }> {
  const { rows } = await db.query<{ claims: { deliveries: ClaimedDelivery[]; nextInMs: number | null } }>({
    name: "claim_deliveries",
    text: "select engine.claim_deliveries($1, $2, $3, $4, $5) as claims",
    values: [slots, perHost, [...hosts.keys()], [...hosts.values()], leaseMs],
  });
  return rows[0]?.claims ?? { deliveries: [], nextInMs: null };
}

/** Records what sends came to. Returns the deliveries whose lease still held; of the others nothing is written. */
export async function recordDeliveries(db: Queryable, results: readonly DeliveryResult[]): Promise<number[]> {
  const { rows } = await db.query<{ written: number[] }>({
    name: "record_deliveries",
    text: "select engine.record_deliveries($1) as written",
    values: [JSON.stringify(results)],
  });
  return rows[0]?.written ?? [];
}
