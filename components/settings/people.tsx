"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link2, UserPlus } from "lucide-react";
import { useState } from "react";
import { AddPersonDialog } from "#components/settings/add-person-dialog.tsx";
import { Invitations } from "#components/settings/invitations.tsx";
import { InviteDialog } from "#components/settings/invite-dialog.tsx";
import { RoleSelect } from "#components/settings/role-select.tsx";
import { titleOf } from "#components/settings/role-words.ts";
import { Section } from "#components/settings/section.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay, useSession } from "#components/trpc/session.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { MemberView } from "#core/views.ts";

export function People() {
  const trpc = useTRPC();
  const mayManage = useMay("people.manage");
  const people = useQuery(trpc.people.list.queryOptions());
  const [adding, setAdding] = useState(false);
  const [inviting, setInviting] = useState(false);
  return (
    <Section
      title="People"
      description={
        mayManage ? "Who may sign in, and what they may do." : "Who works here. The owner adds and removes people."
      }
      action={
        mayManage && (
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => setAdding(true)}>
              <UserPlus aria-hidden />
              Add person
            </Button>
            <Button look="primary" onClick={() => setInviting(true)}>
              <Link2 aria-hidden />
              Invite
            </Button>
          </div>
        )
      }
    >
      {people.isPending ? (
        <SkeletonRows count={3} label="Loading people" />
      ) : people.error ? (
        <ErrorState onRetry={() => people.refetch()}>{sentenceOf(people.error)}</ErrorState>
      ) : (
        <ul aria-label="People" className="rounded-lg border bg-surface">
          {people.data.map((member) => (
            <Person key={member.userId} member={member} mayManage={mayManage} />
          ))}
        </ul>
      )}
      {mayManage && <Invitations />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {adding && <AddPersonDialog onClose={() => setAdding(false)} />}
    </Section>
  );
}

function Person({ member, mayManage }: { member: MemberView; mayManage: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { user } = useSession();
  const [removing, setRemoving] = useState(false);
  const again = () => queryClient.invalidateQueries(trpc.people.pathFilter());
  const onError = (error: unknown) => {
    toast.error(sentenceOf(error));
  };
  const setRole = useMutation(
    trpc.people.setRole.mutationOptions({
      onError,
      onSettled: again,
      onSuccess: (_, { role }) => toast(`${member.name} is now ${role}`),
    }),
  );
  const remove = useMutation(
    trpc.people.remove.mutationOptions({
      onError,
      onSettled: () => {
        setRemoving(false);
        void again();
      },
      onSuccess: () => toast(`${member.name} is removed`),
    }),
  );
  const isSelf = member.userId === user.id;
  const shownRole = setRole.isPending ? setRole.variables.role : member.role;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b px-4 py-3 last:border-b-0">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium">{member.name}</span>
          {isSelf && <Badge>You</Badge>}
        </p>
        <p className="truncate text-muted text-xs">
          {member.email} · joined <RelativeTime at={member.joinedAt} />
        </p>
      </div>
      {mayManage && !isSelf ? (
        <>
          <RoleSelect
            aria-label={`Role of ${member.name}`}
            className="max-w-32"
            value={shownRole}
            disabled={setRole.isPending}
            onChange={(role) => setRole.mutate({ userId: member.userId, role })}
          />
          <Button look="ghost" onClick={() => setRemoving(true)}>
            Remove
          </Button>
        </>
      ) : (
        <Badge>{titleOf(member.role)}</Badge>
      )}
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={`Remove ${member.name}?`}
        confirm="Remove"
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ userId: member.userId })}
      >
        They are signed out and their API keys stop working. What they did stays on the runs.
      </ConfirmDialog>
    </li>
  );
}
