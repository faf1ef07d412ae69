"use client";

import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { EventSection } from "#components/triggers/event-section.tsx";
import { NextTimes } from "#components/triggers/next-times.tsx";
import { TriggerMenu } from "#components/triggers/trigger-menu.tsx";
import { CATCH_UP_TITLES, KIND_TITLES, triggerWords } from "#components/triggers/trigger-words.ts";
import { useTriggerActions } from "#components/triggers/use-trigger-actions.ts";
import { WebhookSection } from "#components/triggers/webhook-section.tsx";
import { codeOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Countdown } from "#components/ui/countdown.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { TriggerView } from "#core/views.ts";

const REFRESH_MS = 3_000;

/** One trigger: what it does, what it did last, and how to use it. */
export function TriggerScreen({ id }: { id: string }) {
  const trpc = useTRPC();
  const trigger = useQuery(trpc.triggers.get.queryOptions({ id }, { refetchInterval: REFRESH_MS }));
  if (codeOf(trigger.error) === "NOT_FOUND" || codeOf(trigger.error) === "BAD_REQUEST")
    return (
      <ErrorState heading="h1" title="There is no such trigger">
        It may have been deleted, or belong to another workspace.{" "}
        <Link href="/triggers" className="underline">
          See all triggers
        </Link>
      </ErrorState>
    );
  if (trigger.data) return <Shown trigger={trigger.data} />;
  if (trigger.error) return <ErrorState onRetry={() => trigger.refetch()}>{sentenceOf(trigger.error)}</ErrorState>;
  return <SkeletonRows label="Reading the trigger" />;
}

function Shown({ trigger }: { trigger: TriggerView }) {
  const router = useRouter();
  const mayManage = useMay("trigger.manage");
  const { setEnabled, runNow, isStarting } = useTriggerActions();
  const { name, settings, isEnabled, nextAt, lastAt, lastRunId, lastError, note } = trigger;
  const hasEnded = settings.kind === "schedule" && isEnabled && nextAt === null;
  return (
    <>
      <PageHeader
        title={name}
        beside={<Badge>{KIND_TITLES[settings.kind]}</Badge>}
        actions={
          mayManage && (
            <>
              <span className="flex items-center gap-2 text-sm">
                <Switch
                  aria-label={`${name} is on`}
                  checked={isEnabled}
                  onCheckedChange={(enabled) => setEnabled(trigger, enabled)}
                />
                <span aria-hidden>{isEnabled ? "On" : "Off"}</span>
              </span>
              {settings.kind === "schedule" && (
                <Button busy={isStarting} onClick={() => runNow(trigger)}>
                  <Play aria-hidden /> Run now
                </Button>
              )}
              <TriggerMenu trigger={trigger} onGone={() => router.push("/triggers")} />
            </>
          )
        }
      >
        <dl className="flex flex-wrap items-center gap-x-5 gap-y-1 text-sm [&_dd]:inline [&_dt]:mr-1.5 [&_dt]:inline [&_dt]:text-muted">
          <Fact name="Starts">
            <Link href={`/workflows/${encodeURIComponent(trigger.workflowName)}`} className="hover:underline">
              {trigger.workflowTitle || trigger.workflowName}
            </Link>
          </Fact>
          <Fact name="When">{triggerWords(settings)}</Fact>
          {settings.kind === "schedule" && (
            <Fact name="Next">
              {nextAt ? <Countdown to={nextAt} /> : hasEnded ? "none, it has ended" : "none, it is off"}
            </Fact>
          )}
          <Fact name="Last">
            {lastAt ? <RelativeTime at={lastAt} /> : "never yet"}
            {lastRunId !== null && (
              <>
                ,{" "}
                <Link href={`/runs/${lastRunId}`} className="underline underline-offset-2">
                  run {lastRunId}
                </Link>
              </>
            )}
          </Fact>
          <Fact name="Made">
            <RelativeTime at={trigger.createdAt} /> by {trigger.createdBy}
          </Fact>
        </dl>
      </PageHeader>
      <div className="flex w-full max-w-3xl flex-col gap-8 p-4 md:p-6">
        {lastError !== null && <Notice tone="danger">The last time started no run: {lastError}</Notice>}
        {note !== null && <Notice>{note}</Notice>}
        {settings.kind === "schedule" && (
          <div className="flex flex-col gap-4">
            {isEnabled && <NextTimes timing={settings.timing} after={lastAt} />}
            <p className="text-muted text-sm">
              Times that are missed: {CATCH_UP_TITLES[settings.catchUp].toLowerCase()}.
            </p>
            <section aria-label="Input of each run" className="flex flex-col gap-2">
              <h2 className="font-semibold text-lg">Input of each run</h2>
              <JsonView value={settings.input} label="Input" />
            </section>
          </div>
        )}
        {settings.kind === "webhook" && <WebhookSection trigger={trigger} settings={settings} />}
        {settings.kind === "event" && <EventSection trigger={trigger} settings={settings} />}
      </div>
    </>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
