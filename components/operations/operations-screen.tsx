"use client";

import { useQuery } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import { Figures } from "#components/operations/figures.tsx";
import { Section } from "#components/operations/section.tsx";
import { serverFigures } from "#components/operations/server-figures.ts";
import { SlowStageTable } from "#components/operations/slow-stage-table.tsx";
import { UntakenTags } from "#components/operations/untaken-tags.tsx";
import { WaitingRules } from "#components/operations/waiting-rules.tsx";
import { WorkerTable } from "#components/operations/worker-table.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { durationWords } from "#components/ui/time-words.ts";
import type { DeliveriesState } from "#core/operations-views.ts";

const EVERY_MS = 3_000;

/** What waits, who works and what is slow: for who runs the place. */
export function OperationsScreen() {
  const mayRead = useMay("operations.read");
  return (
    <>
      <PageHeader title="Operations" />
      {mayRead ? (
        <Operations />
      ) : (
        <EmptyState icon={Lock} title="Only an owner sees how the server stands">
          Ask an owner of this workspace when something takes long.
        </EmptyState>
      )}
    </>
  );
}

function Operations() {
  const trpc = useTRPC();
  const operations = useQuery(trpc.operations.read.queryOptions(undefined, { refetchInterval: EVERY_MS }));
  if (operations.isPending) return <SkeletonRows label="Loading how the server stands" />;
  if (!operations.data)
    return <ErrorState onRetry={() => operations.refetch()}>{sentenceOf(operations.error)}</ErrorState>;
  const { workers, untaken, deliveries, slowStages } = operations.data;
  return (
    <div className="mx-auto flex w-full max-w-5xl flex-col gap-8 px-4 py-6 md:px-6">
      {operations.error && (
        <p role="status" className="text-danger-ink text-sm">
          The server does not answer at the moment; this is how it stood.
        </p>
      )}
      <Section id="server" title="Server" about="All workspaces together">
        <Figures figures={serverFigures(operations.data)} />
      </Section>
      <Section id="workers" title="Workers" about="Of all workspaces, seen within a day">
        <UntakenTags untaken={untaken} />
        <WorkerTable workers={workers} />
      </Section>
      <Section id="slow" title="Slow stages" about="Of this workspace, in the newest runs of the last day">
        <SlowStageTable stages={slowStages} />
      </Section>
      <Section
        id="rules"
        title="Rules"
        about="Of this workspace, and what they hold back"
        more={{ href: "/rules", title: "All rules" }}
      >
        <WaitingRules everyMs={EVERY_MS} />
      </Section>
      <Section
        id="deliveries"
        title="Deliveries"
        about="Of this workspace, not delivered"
        more={{ href: "/deliveries", title: "All deliveries" }}
      >
        <Figures figures={deliveryFigures(deliveries)} />
      </Section>
    </div>
  );
}

const deliveryFigures = ({ pending, exhausted, oldestMs }: DeliveriesState) => [
  { label: "Pending", value: pending.toLocaleString("en") },
  { label: "Oldest pending", value: oldestMs === null ? "None" : durationWords(oldestMs) },
  { label: "Exhausted", value: exhausted.toLocaleString("en"), isAlarming: exhausted > 0 },
];
