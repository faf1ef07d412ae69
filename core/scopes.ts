import { type Action, may } from "#core/roles.ts";

/** What an API key may be made for. A key may do what its role may, within its scopes. */
export const SCOPES = ["read", "run", "decide", "decide-as-agent", "edit", "admin"] as const;
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
  "notification.read": "read",
  "notification.manage": "admin",
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
  "workspace.manage": "admin",
  "key.manage": "admin",
  "retention.read": "read",
  "retention.manage": "admin",
  "audit.read": "admin",
  "operations.read": "admin",
  "session.manage": "admin",
} as const satisfies Record<Action, Scope>;

/** What an agent needs instead: a key for a program that decides by rules lets no language model decide. */
export const AGENT_SCOPE_OF: Partial<Record<Action, Scope>> = { "review.decide": "decide-as-agent" };

/** Whoever asks: a person, who has no scopes, or a key, which an agent may ask with. */
interface Asking {
  role: string;
  scopes?: readonly Scope[];
  isAgent?: true;
}

const scopeFor = ({ isAgent }: Asking, action: Action): Scope =>
  (isAgent && AGENT_SCOPE_OF[action]) || SCOPE_OF[action];

/** Why a caller may not do an action, in one sentence; null when it may. */
export function refusalOf(asking: Asking, action: Action): string | null {
  const { role, scopes } = asking;
  if (!may(role, action)) return `The role ${role} may not do this (${action})`;
  const scope = scopeFor(asking, action);
  if (scopes && !scopes.includes(scope)) return `This API key may not do this (${action}); it needs the scope ${scope}`;
  return null;
}
