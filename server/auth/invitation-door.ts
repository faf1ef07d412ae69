import { randomUUID } from "node:crypto";
import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import type { OpenedInvitation } from "#core/people-views.ts";
import { auditedDeed } from "#server/audit/deed.ts";
import { hashPassword, NewPerson } from "#server/auth/credentials.ts";
import { type AuthDeps, ownDoor, signInAfter } from "#server/auth/own-door.ts";
import {
  acceptInvitation,
  type FoundInvitation,
  findInvitation,
  type Joining,
} from "#server/people/accept-invitation.ts";

const Token = z.object({ token: z.string().min(1, "must not be empty").max(200) });
const NewAccount = NewPerson.pick({ name: true, password: true });

/** Says what an invitation is about. It stays as it is, however often it is looked at. */
export const showInvitation = (deps: AuthDeps, request: Request): Promise<Response> =>
  ownDoor(deps, request, Token, async ({ token }) => {
    const { workspaceName, email, role, invitedBy, userId } = await findInvitation(deps.prisma, token);
    const session = await deps.auth.api.getSession({ headers: request.headers });
    const opened: OpenedInvitation = {
      workspaceName,
      email,
      role,
      invitedBy,
      hasAccount: userId !== null,
      signedInAs: session?.user.email ?? null,
    };
    return Response.json(opened);
  });

/**
 * Makes a member of who was invited: of the account of that e-mail when it is signed in, else of a new one with the name
 * and password that are sent along, which is signed in.
 */
export const joinByInvitation = (deps: AuthDeps, request: Request): Promise<Response> =>
  ownDoor(deps, request, Token.extend(NewAccount.partial().shape), async ({ token, ...account }) => {
    const invitation = await findInvitation(deps.prisma, token);
    if (invitation.userId !== null) {
      const sessionId = await sessionOf(deps, request, invitation.email);
      await join(deps, request, invitation, { userId: invitation.userId, sessionId });
      return Response.json({ joined: true });
    }
    const { name, password } = complete(account);
    const passwordHash = await hashPassword(deps.auth, password);
    await join(deps, request, invitation, { userId: randomUUID(), name, passwordHash });
    return await signInAfter(deps, request, { email: invitation.email, password });
  });

const join = ({ prisma, audit }: AuthDeps, { headers }: Request, invitation: FoundInvitation, joining: Joining) => {
  const { id, workspaceId, email, role } = invitation;
  const deed = {
    workspaceId,
    action: "invitations.accept",
    person: { userId: joining.userId, email, role },
    target: { kind: "invitation", id },
  } as const;
  return auditedDeed(audit, headers, deed, () => acceptInvitation(prisma, invitation, joining));
};

async function sessionOf({ auth }: AuthDeps, { headers }: Request, email: string): Promise<string> {
  const found = await auth.api.getSession({ headers });
  if (found?.user.email !== email)
    throw new DomainError("unauthorized", `This invitation is for ${email}; sign in as that person first`);
  return found.session.id;
}

function complete(account: unknown): z.infer<typeof NewAccount> {
  const parsed = NewAccount.safeParse(account);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new DomainError("bad_input", `${issue?.path.join(".")}: ${issue?.message}`);
}
