"use client";

import Link from "next/link";
import { KIND_ICONS } from "#components/triggers/kind-icon.ts";
import { TriggerMenu } from "#components/triggers/trigger-menu.tsx";
import { KIND_TITLES, triggerWords } from "#components/triggers/trigger-words.ts";
import { useTriggerActions } from "#components/triggers/use-trigger-actions.ts";
import { useMay } from "#components/trpc/session.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Countdown } from "#components/ui/countdown.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { TriggerSummary } from "#core/views.ts";

export function TriggerRow({ trigger }: { trigger: TriggerSummary }) {
  const mayManage = useMay("trigger.manage");
  const { setEnabled } = useTriggerActions();
  const { id, name, settings, isEnabled, lastError } = trigger;
  const Icon = KIND_ICONS[settings.kind];
  return (
    <article
      aria-label={name}
      className="relative flex min-h-16 items-center gap-3 border-b px-4 py-2 hover:bg-hover md:px-6"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <Link href={`/triggers/${id}`} className="block truncate font-medium after:absolute after:inset-0">
          {name}
        </Link>
        <p className="truncate text-muted text-xs">
          <span className="sr-only">{KIND_TITLES[settings.kind]}, </span>
          {triggerWords(settings)} · <span className="text-ink">{trigger.workflowTitle || trigger.workflowName}</span>
        </p>
        <p className="text-muted text-xs sm:hidden">
          <When trigger={trigger} />
        </p>
      </div>
      <div className="flex shrink-0 flex-col items-end gap-0.5 text-right text-muted text-xs max-sm:hidden">
        <When trigger={trigger} />
      </div>
      {lastError !== null && (
        <Badge tone="danger" title={lastError}>
          Failed
        </Badge>
      )}
      {mayManage && (
        <div className="relative z-10 flex shrink-0 items-center gap-1">
          <Switch
            aria-label={`${name} is on`}
            checked={isEnabled}
            onCheckedChange={(enabled) => setEnabled(trigger, enabled)}
          />
          <TriggerMenu trigger={trigger} />
        </div>
      )}
    </article>
  );
}

/** When it comes next, and when it last did. */
function When({ trigger: { settings, isEnabled, nextAt, lastAt, lastRunId } }: { trigger: TriggerSummary }) {
  return (
    <>
      <span className="text-ink">
        {!isEnabled ? "Off" : nextAt ? <Countdown to={nextAt} /> : settings.kind === "schedule" ? "Ended" : "Waiting"}
      </span>
      <span className="max-sm:before:content-['_·_']">
        {lastAt ? (
          <>
            last <RelativeTime at={lastAt} />
            {lastRunId !== null && ", "}
            {lastRunId !== null && (
              <Link href={`/runs/${lastRunId}`} className="relative z-10 underline underline-offset-2 hover:text-ink">
                run {lastRunId}
              </Link>
            )}
          </>
        ) : (
          "never yet"
        )}
      </span>
    </>
  );
}
