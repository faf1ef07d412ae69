import type { Role } from "#core/roles.ts";
import type { Scope } from "#core/scopes.ts";

/** Who asks: a signed-in person, or a program with an API key. */
export interface Principal {
  kind: "person" | "key";
  /** The person, or the one who made the key. */
  userId: string;
  name: string;
  email: string;
  workspaceId: string;
  workspaceName: string;
  role: Role;
  /** Of a person: the session that they ask with. */
  sessionId?: string;
  /** Of a key. */
  keyId?: string;
  /** Of a key: what of its role it may do. */
  scopes?: readonly Scope[];
  /** Whether an agent asks with the key, by the door for agents. */
  isAgent?: true;
  /** How runs and decisions name who did it. */
  by: string;
}
