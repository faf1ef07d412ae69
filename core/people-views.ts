import type { Role } from "#core/roles.ts";

/** An invitation that still works. Its link is shown only when it is made. */
export interface InvitationView {
  id: string;
  email: string;
  role: Role;
  invitedBy: string;
  createdAt: string;
  expiresAt: string;
}

/** What an invitation says to who opens its link. */
export interface OpenedInvitation {
  workspaceName: string;
  email: string;
  role: Role;
  invitedBy: string;
  /** Whether the e-mail has an account here, which then joins; else one is made. */
  hasAccount: boolean;
  /** The e-mail of who is signed in at the browser that asks. */
  signedInAs: string | null;
}

/** A workspace that the caller is a member of. */
export interface WorkspaceView {
  id: string;
  name: string;
  role: Role;
  /** Whether it is the one that the session is in. */
  isPresent: boolean;
}

/** Members under one name, to whom reviews are assigned together. */
export interface GroupView {
  name: string;
  members: { userId: string; name: string; email: string }[];
}
