import type { Role } from "#core/roles.ts";

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
  /** How runs and decisions name who did it. */
  by: string;
}
