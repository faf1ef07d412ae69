"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Gauge, Plus } from "lucide-react";
import { useState } from "react";
import { RuleCard } from "#components/rules/rule-card.tsx";
import { RuleDialog } from "#components/rules/rule-dialog.tsx";
import { NEW_RULE } from "#components/rules/rule-draft.ts";
import { SlotList } from "#components/rules/slot-list.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { toast } from "#components/ui/toast.tsx";

const EVERY_MS = 3_000;

/** What limits what may run together, and who holds and awaits it now. */
export function RulesScreen() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayManage = useMay("rule.manage");
  const [adding, setAdding] = useState(false);
  const rules = useQuery(trpc.rules.list.queryOptions(undefined, { refetchInterval: EVERY_MS }));
  const create = useMutation(
    trpc.rules.create.mutationOptions({
      onSuccess: () => {
        setAdding(false);
        toast("The rule holds from now on");
        void queryClient.invalidateQueries(trpc.rules.pathFilter());
      },
    }),
  );
  const addButton = mayManage && (
    <Button look="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      Add rule
    </Button>
  );
  return (
    <>
      <PageHeader title="Rules" actions={addButton} />
      <div className="mx-auto flex w-full max-w-4xl flex-col gap-4 px-4 py-6 md:px-6">
        {rules.isPending ? (
          <SkeletonRows count={3} label="Loading rules" />
        ) : rules.error && !rules.data ? (
          <ErrorState onRetry={() => rules.refetch()}>{sentenceOf(rules.error)}</ErrorState>
        ) : rules.data?.length === 0 ? (
          <EmptyState icon={Gauge} title="Everything may run together">
            A rule limits how many tasks run at once, or how much work is outstanding: of a kind, a workflow or a stage,
            in all or for each customer, host or account.
            {!mayManage && " An editor or the owner can add one."}
          </EmptyState>
        ) : (
          rules.data?.map((rule) => <RuleCard key={rule.id} rule={rule} />)
        )}
        <section aria-labelledby="stage-rules" className="rounded-lg border bg-surface">
          <header className="border-b px-4 py-3">
            <h2 id="stage-rules" className="font-medium">
              Rules that stages declare
            </h2>
            <p className="text-muted text-xs">They belong to a version of a workflow and are changed in its editor.</p>
          </header>
          <SlotList ruleId={null} whenEmpty="Nothing that such a rule limits is running or waiting." />
        </section>
      </div>
      {adding && (
        <RuleDialog
          title="Add rule"
          confirm="Add"
          initial={NEW_RULE}
          busy={create.isPending}
          refusal={create.error && sentenceOf(create.error)}
          onSubmit={(rule) => create.mutate(rule)}
          onClose={() => {
            setAdding(false);
            create.reset();
          }}
        />
      )}
    </>
  );
}
