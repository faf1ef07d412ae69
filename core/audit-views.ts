/** How a change ended: "unknown" when the server stopped before it could say. */
export type AuditOutcome = "done" | "failed" | "unknown";

/** One line of the audit: who did what, when, from where, to what. */
export interface AuditEntry {
  /** Counts the entries of the workspace from 1. */
  seq: number;
  at: string;
  /** The procedure, e.g. `people.setRole`. */
  action: string;
  outcome: AuditOutcome;
  actorKind: "person" | "key" | "agent";
  /** Of the person, or of the key; an agent asks with a key. */
  actorId: string;
  /** How runs and decisions name who did it. */
  actor: string;
  role: string;
  address: string | null;
  /** What the caller said it is: its User-Agent. */
  agent: string | null;
  targetKind: string;
  targetId: string | null;
  /** What was asked for, without secrets, and cut where it is long. */
  asked: unknown;
  /** How the target stood before and after, where the audit knows how to look. */
  before: unknown;
  after: unknown;
  /** The hash of the entry before; 64 zeros for the first. */
  prevHash: string;
  /** SHA-256 over the canonical JSON of all of the above and the workspace. */
  hash: string;
}

/** What a look at the whole chain found: `broken` names the first entry that is not as it was written. */
export type AuditCheck =
  | { intact: true; entries: number; hash: string | null }
  | { intact: false; broken: number; why: string };
