"use client";

import { firstTiming } from "#components/triggers/timing-fields.tsx";
import { firstSettings } from "#components/triggers/trigger-draft.ts";
import { TriggerForm } from "#components/triggers/trigger-form.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { TriggerKind } from "#core/trigger.ts";

const TITLES = { schedule: "New schedule", webhook: "New webhook", event: "New event trigger" } as const;

export function NewTrigger({ kind, workflow }: { kind: TriggerKind; workflow: string | null }) {
  const mayManage = useMay("trigger.manage");
  const settings =
    kind === "schedule" ? ({ kind, timing: firstTiming(), catchUp: "one", input: {} } as const) : firstSettings(kind);
  return (
    <>
      <PageHeader title={TITLES[kind]} />
      {mayManage ? (
        <TriggerForm id={null} initial={{ name: "", workflow: workflow ?? "", settings }} />
      ) : (
        <div className="p-4 md:px-6">
          <Notice>Your role may look at triggers, but not make them. An owner or editor can.</Notice>
        </div>
      )}
    </>
  );
}
