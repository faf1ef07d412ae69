import { type Action, may } from "#core/roles.ts";

/** What an API key may be made for. A key may do what its role may, within its scopes. */
export const SCOPES = ["read", "run", "decide", "edit", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** What a key is for unless it is said: deciding reviews, and managing people, keys and secrets, are given on purpose. */
export const DEFAULT_SCOPES: readonly Scope[] = ["read", "run", "edit"];

/** The one scope that an action needs. */
export const SCOPE_OF = {
  "workflow.read": "read",
  "workflow.edit": "edit",
  "workflow.publish": "edit",
  "function.read": "read",
  "function.publish": "edit",
  "run.read": "read",
  "run.start": "run",
  "run.cancel": "run",
  "run.control": "run",
  "batch.read": "read",
  "batch.submit": "run",
  "batch.stop": "run",
  "review.read": "read",
  "review.decide": "decide",
  "artifact.read": "read",
  "trigger.read": "read",
  "trigger.manage": "edit",
  "event.publish": "run",
  "delivery.read": "read",
  "delivery.replay": "run",
  "signing.manage": "admin",
  "rule.read": "read",
  "rule.manage": "edit",
  "cache.read": "read",
  "cache.manage": "edit",
  "secret.manage": "admin",
  "service.manage": "admin",
  "people.read": "read",
  "people.manage": "admin",
  "key.manage": "admin",
  "audit.read": "admin",
  "session.manage": "admin",
} as const satisfies Record<Action, Scope>;

/** Whoever asks: a person, who has no scopes, or a key. */
interface Asking {
  role: string;
  scopes?: readonly Scope[];
}

/** Why a caller may not do an action, in one sentence; null when it may. */
export function refusalOf({ role, scopes }: Asking, action: Action): string | null {
  if (!may(role, action)) return `The role ${role} may not do this (${action})`;
  if (scopes && !scopes.includes(SCOPE_OF[action]))
    return `This API key may not do this (${action}); it needs the scope ${SCOPE_OF[action]}`;
  return null;
}
