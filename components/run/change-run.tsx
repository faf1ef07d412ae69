"use client";

import { FilePenLine } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useMay } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { usePageCommands } from "#components/ui/page-commands.ts";
import { useShortcuts } from "#components/ui/shortcuts.ts";
import type { RunSummary } from "#core/views.ts";

/** The way to an update run of a completed run: as a button, by a key, and in the command palette. */
export function ChangeRun({ run }: { run: Pick<RunSummary, "id" | "status"> }) {
  const router = useRouter();
  const mayStart = useMay("run.start");
  const href = `/runs/${run.id}/update`;
  const isOffered = mayStart && run.status === "completed";
  const go = () => router.push(href);
  useShortcuts("This run", isOffered ? [{ keys: "c", label: "Change…", run: go }] : []);
  usePageCommands(isOffered ? [{ title: "Change…", detail: `Run ${run.id}`, icon: FilePenLine, run: go }] : []);
  if (!isOffered) return null;
  return (
    <Button asChild>
      <Link href={href}>
        <FilePenLine aria-hidden /> Change…
      </Link>
    </Button>
  );
}
