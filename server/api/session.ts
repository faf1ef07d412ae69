import type { SessionView } from "#core/views.ts";
import type { Context } from "#server/api/context.ts";
import { publicProcedure, router } from "#server/api/trpc.ts";
import { needsOwner } from "#server/auth/create-owner.ts";
import type { Principal } from "#server/auth/principal.ts";

const sessionView = ({ userId, name, email, workspaceId, workspaceName, role }: Principal): SessionView => ({
  user: { id: userId, name, email },
  workspace: { id: workspaceId, name: workspaceName },
  role,
});

/** The e-mail of who is signed in and a member of no workspace: they have an account, and nothing here is for them. */
async function outsiderOf({ auth, headers, principal }: Context): Promise<string | null> {
  if (principal || !headers.has("cookie")) return null;
  return (await auth.api.getSession({ headers }))?.user.email ?? null;
}

export const sessionRouter = router({
  state: publicProcedure.query(async ({ ctx }) => ({
    needsOwner: ctx.principal === null && (await needsOwner(ctx.prisma)),
    session: ctx.principal && sessionView(ctx.principal),
    outsider: await outsiderOf(ctx),
    /** What the identity provider is called that people may sign in by. */
    oidc: ctx.oidc?.name ?? null,
  })),
});
