"use client";

import { Archive, ArchiveRestore, CalendarClock, Copy, Download, MoreHorizontal, Play, Table2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useMay } from "#components/trpc/session.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "#components/ui/menu.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { DuplicateDialog } from "#components/workflows/duplicate-dialog.tsx";
import { LastRuns } from "#components/workflows/last-runs.tsx";
import { useArchive } from "#components/workflows/use-archive.ts";
import { useExport } from "#components/workflows/use-export.ts";
import type { WorkflowSummary } from "#core/views.ts";

export function WorkflowRow({ workflow }: { workflow: WorkflowSummary }) {
  const { name, title, publishedVersion, hasUnpublishedChanges, stageCount } = workflow;
  return (
    <article
      className="group relative flex min-h-16 items-center gap-3 border-b px-4 py-2 hover:bg-hover md:px-6"
      aria-label={title || name}
    >
      <div className="min-w-0 flex-1">
        <Link
          href={`/workflows/${encodeURIComponent(name)}`}
          className="block truncate font-medium after:absolute after:inset-0"
        >
          {title || name}
        </Link>
        <p className="truncate text-muted text-xs">
          <span className="font-mono">{name}</span> · {stageCount} {stageCount === 1 ? "stage" : "stages"} · edited{" "}
          <RelativeTime at={workflow.updatedAt} />
        </p>
      </div>
      <div className="hidden w-44 shrink-0 flex-wrap gap-1 sm:flex">
        {publishedVersion === null ? (
          <Badge tone="neutral">Not published</Badge>
        ) : (
          <Badge tone="accent">Version {publishedVersion}</Badge>
        )}
        {publishedVersion !== null && hasUnpublishedChanges && <Badge tone="warning">Changed since</Badge>}
      </div>
      <div className="relative z-10 shrink-0 sm:w-28">
        <LastRuns runs={workflow.lastRuns} />
      </div>
      <RowMenu workflow={workflow} />
    </article>
  );
}

function RowMenu({ workflow }: { workflow: WorkflowSummary }) {
  const mayEdit = useMay("workflow.edit");
  const mayStart = useMay("run.start");
  const [duplicating, setDuplicating] = useState(false);
  const { archive, restore } = useArchive();
  const download = useExport();
  const { name, title, publishedVersion, archivedAt } = workflow;
  return (
    <div className="relative z-10">
      <Menu>
        <MenuTrigger
          aria-label={`Menu of ${title || name}`}
          className="inline-flex size-8 items-center justify-center rounded-md text-muted hover:bg-pressed pointer-coarse:size-10"
        >
          <MoreHorizontal aria-hidden className="size-4" />
        </MenuTrigger>
        <MenuContent>
          {mayStart && !archivedAt && publishedVersion !== null && (
            <MenuItem asChild>
              <Link href={`/workflows/${encodeURIComponent(name)}/run`} className="flex items-center gap-2">
                <Play aria-hidden />
                Run…
              </Link>
            </MenuItem>
          )}
          {publishedVersion !== null && (
            <MenuItem asChild>
              <Link href={`/items?workflow=${encodeURIComponent(name)}`} className="flex items-center gap-2">
                <Table2 aria-hidden />
                Items
              </Link>
            </MenuItem>
          )}
          <MenuItem asChild>
            <Link href={`/triggers?workflow=${encodeURIComponent(name)}`} className="flex items-center gap-2">
              <CalendarClock aria-hidden />
              Triggers
            </Link>
          </MenuItem>
          <MenuItem onSelect={() => download.mutate({ name, format: "yaml" })}>
            <Download aria-hidden />
            Export YAML
          </MenuItem>
          <MenuItem onSelect={() => download.mutate({ name, format: "json" })}>
            <Download aria-hidden />
            Export JSON
          </MenuItem>
          {mayEdit && (
            <>
              <MenuSeparator />
              <MenuItem onSelect={() => setDuplicating(true)}>
                <Copy aria-hidden />
                Duplicate…
              </MenuItem>
              {archivedAt ? (
                <MenuItem onSelect={() => restore(name)}>
                  <ArchiveRestore aria-hidden />
                  Restore
                </MenuItem>
              ) : (
                <MenuItem onSelect={() => archive(name)}>
                  <Archive aria-hidden />
                  Archive
                </MenuItem>
              )}
            </>
          )}
        </MenuContent>
      </Menu>
      {duplicating && <DuplicateDialog name={name} title={title} onClose={() => setDuplicating(false)} />}
    </div>
  );
}
