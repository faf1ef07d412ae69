"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { useState } from "react";
import { GroupDialog } from "#components/settings/group-dialog.tsx";
import { Section } from "#components/settings/section.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { GroupView } from "#core/people-views.ts";

export function Groups() {
  const trpc = useTRPC();
  const mayManage = useMay("people.manage");
  const groups = useQuery(trpc.groups.list.queryOptions());
  const [edited, setEdited] = useState<GroupView | "new" | null>(null);
  return (
    <Section
      title="Groups"
      description="People who decide together: a review for group:legal is for whoever is in legal."
      action={
        mayManage && (
          <Button onClick={() => setEdited("new")}>
            <Users aria-hidden />
            New group
          </Button>
        )
      }
    >
      {groups.isPending ? (
        <SkeletonRows count={2} label="Loading groups" />
      ) : groups.error ? (
        <ErrorState onRetry={() => groups.refetch()}>{sentenceOf(groups.error)}</ErrorState>
      ) : groups.data.length === 0 ? (
        <p className="rounded-lg border border-dashed px-4 py-6 text-center text-muted">
          No groups yet. Make one where several people share the same reviews.
        </p>
      ) : (
        <ul aria-label="Groups" className="rounded-lg border bg-surface">
          {groups.data.map((group) => (
            <Group key={group.name} group={group} mayManage={mayManage} onEdit={() => setEdited(group)} />
          ))}
        </ul>
      )}
      {edited && <GroupDialog group={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </Section>
  );
}

function Group({ group, mayManage, onEdit }: { group: GroupView; mayManage: boolean; onEdit: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [deleting, setDeleting] = useState(false);
  const { name, members } = group;
  const remove = useMutation(
    trpc.groups.delete.mutationOptions({
      onSuccess: () => toast(`The group ${name} is deleted`),
      onError: (error) => void toast.error(sentenceOf(error)),
      onSettled: () => {
        setDeleting(false);
        void queryClient.invalidateQueries(trpc.groups.pathFilter());
      },
    }),
  );
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b px-4 py-3 last:border-b-0">
      <div className="min-w-0 flex-1 basis-48">
        <p className="truncate font-medium">{name}</p>
        <p className="truncate text-muted text-xs">
          {members.length === 0 ? "Nobody is in it yet" : members.map((member) => member.name).join(", ")}
        </p>
      </div>
      {mayManage && (
        <>
          <Button look="ghost" aria-label={`Edit the group ${name}`} onClick={onEdit}>
            Edit
          </Button>
          <Button look="ghost" aria-label={`Delete the group ${name}`} onClick={() => setDeleting(true)}>
            Delete
          </Button>
        </>
      )}
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        title={`Delete the group ${name}?`}
        confirm="Delete"
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ name })}
      >
        Reviews that are for it alone are then an owner’s to decide.
      </ConfirmDialog>
    </li>
  );
}
