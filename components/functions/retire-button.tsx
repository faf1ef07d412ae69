"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { FunctionView } from "#core/function-views.ts";

const countWords = (count: number, word: string): string =>
  `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

/** Keeps new code from importing a function, after a word on what imports it, and lets it again. */
export function RetireButton({ view: { name, retiredAt, usedBy } }: { view: FunctionView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayPublish = useMay("function.publish");
  const [isAsking, setAsking] = useState(false);
  const onSettled = () => {
    setAsking(false);
    return queryClient.invalidateQueries(trpc.functions.pathFilter());
  };
  const onError = (error: unknown) => {
    toast.error(sentenceOf(error));
  };
  const restore = useMutation(
    trpc.functions.restore.mutationOptions({ onSettled, onError, onSuccess: () => toast(`${name} is back`) }),
  );
  const retire = useMutation(
    trpc.functions.retire.mutationOptions({
      onSettled,
      onError,
      onSuccess: () =>
        toast(`${name} is retired`, { action: { label: "Undo", onClick: () => restore.mutate({ name }) } }),
    }),
  );
  if (!mayPublish) return null;
  if (retiredAt)
    return (
      <Button busy={restore.isPending} onClick={() => restore.mutate({ name })}>
        Restore
      </Button>
    );
  const workflows = usedBy.workflows.length + usedBy.more;
  return (
    <>
      <Button onClick={() => setAsking(true)}>Retire</Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={`Retire ${name}?`}
        confirm="Retire"
        busy={retire.isPending}
        onConfirm={() => retire.mutate({ name })}
      >
        {workflows + usedBy.functions.length === 0
          ? "Nothing that is published uses it. "
          : `${countWords(workflows, "published workflow")} and ${countWords(usedBy.functions.length, "function")} use it and go on as they are, but no version of them that names it can be published. `}
        It can be restored at any time.
      </ConfirmDialog>
    </>
  );
}
