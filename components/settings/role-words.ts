import type { Role } from "#core/roles.ts";

/** What each role may do, for people who hand roles out. */
export const ROLE_WORDS: Record<Role, string> = {
  owner: "Everything, people included",
  editor: "Draw, publish and run workflows",
  reviewer: "Decide reviews, read everything",
  viewer: "Read everything",
};

export const titleOf = (role: Role) => role.charAt(0).toUpperCase() + role.slice(1);
