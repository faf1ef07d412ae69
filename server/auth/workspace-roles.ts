import { createAccessControl } from "better-auth/plugins/access";
import type { Role } from "#core/roles.ts";

/** Better-auth only keeps the roles; who may do what is decided by core/roles.ts alone, so here nobody may do anything. */
export const accessControl = createAccessControl({});

const nothing = accessControl.newRole({});

export const workspaceRoles = { owner: nothing, editor: nothing, reviewer: nothing, viewer: nothing } satisfies Record<
  Role,
  unknown
>;
