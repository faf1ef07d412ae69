"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { fieldOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog, DialogActions, DialogClose, DialogContent } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { GroupView } from "#core/people-views.ts";

/** Makes a group, or says who is in one that is there; its name stays, as workflows use it. */
export function GroupDialog({ group, onClose }: { group: GroupView | null; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const id = useId();
  const { data: people = [] } = useQuery(trpc.people.list.queryOptions());
  const [name, setName] = useState(group?.name ?? "");
  const [chosen, setChosen] = useState(() => new Set(group?.members.map(({ userId }) => userId)));
  const save = useMutation(
    trpc.groups.save.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.groups.pathFilter());
        onClose();
      },
    }),
  );
  const isAboutName = save.error !== null && fieldOf(save.error) === "name";

  function submit(event: FormEvent) {
    event.preventDefault();
    // Who was removed meanwhile is in no group any more.
    const userIds = people.map(({ userId }) => userId).filter((userId) => chosen.has(userId));
    save.mutate({ name: name.trim(), userIds });
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={group ? `The group ${group.name}` : "New group"}>
        <form onSubmit={submit} className="flex flex-col gap-4" autoComplete="off">
          {save.error && !isAboutName && <Notice tone="danger">{sentenceOf(save.error)}</Notice>}
          {!group && (
            <Field
              label="Name"
              hint="One word in small letters, e.g. legal. Workflows name it, so it stays."
              error={isAboutName ? sentenceOf(save.error) : null}
              required
            >
              {(control) => (
                <Input
                  {...control}
                  required
                  maxLength={50}
                  value={name}
                  onChange={(event) => setName(event.target.value)}
                />
              )}
            </Field>
          )}
          <fieldset className="flex max-h-72 flex-col gap-2 overflow-y-auto">
            <legend className="mb-1 font-medium text-ink text-sm">Who is in it</legend>
            {people.map(({ userId, name: ofPerson, email }) => (
              <div key={userId} className="flex min-h-6 items-center gap-2">
                <Checkbox
                  id={`${id}-${userId}`}
                  checked={chosen.has(userId)}
                  onCheckedChange={(isIn) => {
                    const next = new Set(chosen);
                    if (isIn === true) next.add(userId);
                    else next.delete(userId);
                    setChosen(next);
                  }}
                />
                <label htmlFor={`${id}-${userId}`} className="min-w-0 truncate text-sm">
                  <span className="font-medium">{ofPerson}</span> <span className="text-muted">{email}</span>
                </label>
              </div>
            ))}
          </fieldset>
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" look="primary" busy={save.isPending}>
              Save
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
