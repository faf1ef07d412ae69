"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { RuleDialog } from "#components/rules/rule-dialog.tsx";
import { draftOf } from "#components/rules/rule-draft.ts";
import { SlotList } from "#components/rules/slot-list.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { RuleView } from "#core/rule-views.ts";
import { ruleSentence } from "#core/rule-words.ts";

/** A rule, what holds its slots and what waits for them. */
export function RuleCard({ rule }: { rule: RuleView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayManage = useMay("rule.manage");
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const again = () => queryClient.invalidateQueries(trpc.rules.pathFilter());
  const update = useMutation(
    trpc.rules.update.mutationOptions({
      onSuccess: () => {
        setOpen(null);
        toast("The rule is changed");
      },
      onSettled: again,
    }),
  );
  const remove = useMutation(
    trpc.rules.delete.mutationOptions({
      onSuccess: () => toast("The rule is deleted"),
      onError: (error) => toast.error(sentenceOf(error)),
      onSettled: () => {
        setOpen(null);
        void again();
      },
    }),
  );
  const sentence = ruleSentence(rule);
  return (
    <article aria-label={sentence} className="rounded-lg border bg-surface">
      <header className="flex items-start gap-3 border-b px-4 py-3">
        <div className="min-w-0 flex-1">
          <h2 className="font-medium">{sentence}</h2>
          <p className="text-muted text-xs">
            {rule.holding.toLocaleString("en")} running, {rule.waiting.toLocaleString("en")} waiting · by{" "}
            {rule.createdBy}, <RelativeTime at={rule.updatedAt} />
          </p>
        </div>
        {mayManage && (
          <>
            <IconButton label="Edit rule" onClick={() => setOpen("edit")}>
              <Pencil aria-hidden />
            </IconButton>
            <IconButton label="Delete rule" onClick={() => setOpen("delete")}>
              <Trash2 aria-hidden />
            </IconButton>
          </>
        )}
      </header>
      <SlotList ruleId={rule.id} whenEmpty="Nothing that it matches is running or waiting." />
      {open === "edit" && (
        <RuleDialog
          title="Edit rule"
          confirm="Save"
          initial={draftOf(rule)}
          busy={update.isPending}
          refusal={update.error && sentenceOf(update.error)}
          onSubmit={(changed) => update.mutate({ id: rule.id, rule: changed })}
          onClose={() => {
            setOpen(null);
            update.reset();
          }}
        />
      )}
      <ConfirmDialog
        open={open === "delete"}
        onOpenChange={(isOpen) => setOpen(isOpen ? "delete" : null)}
        title="Delete this rule?"
        confirm="Delete"
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ id: rule.id })}
      >
        {sentence}. What waits for it may start at once.
      </ConfirmDialog>
    </article>
  );
}
