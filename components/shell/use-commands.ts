"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Building2, type LucideIcon, Play, Workflow } from "lucide-react";
import { useDeferredValue } from "react";
import { MAIN_PAGES } from "#components/shell/pages.ts";
import { useMorePages } from "#components/shell/use-more-pages.ts";
import { useWorkspaces } from "#components/shell/use-workspaces.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useOfferedCommands } from "#components/ui/page-commands.ts";

/** A place to go to, or something to do on the page that is open. */
type Command = { title: string; detail: string; icon: LucideIcon } & ({ href: string } | { run: () => void });

const SHOWN = 8;

/** Where one can go, and what one can do here, from what has been typed. */
export function useCommands(text: string): Command[] {
  const trpc = useTRPC();
  const search = useDeferredValue(text.trim());
  const { data } = useQuery(
    trpc.workflows.list.queryOptions({ search, limit: SHOWN }, { placeholderData: keepPreviousData }),
  );
  const offered = useOfferedCommands();
  const { workspaces, enter } = useWorkspaces();
  const runNumber = /^#?(\d{1,15})$/.exec(search)?.[1];
  const wanted = search.toLowerCase();
  const morePages = useMorePages();
  const pages = [...MAIN_PAGES, ...morePages]
    .filter(({ title }) => title.toLowerCase().includes(wanted))
    .map((page) => ({
      ...page,
      detail: "Page",
    }));
  const workflows = (data?.rows ?? []).map(({ name, title }) => ({
    href: `/workflows/${encodeURIComponent(name)}`,
    title: title || name,
    detail: name,
    icon: Workflow,
  }));
  const runs = runNumber ? [{ href: `/runs/${runNumber}`, title: `Run ${runNumber}`, detail: "Run", icon: Play }] : [];
  const elsewhere = workspaces
    .filter(({ name, isPresent }) => !isPresent && name.toLowerCase().includes(wanted))
    .map(({ id, name }) => ({ title: name, detail: "Workspace", icon: Building2, run: () => enter(id) }));
  const here = offered.filter(({ title }) => title.toLowerCase().includes(wanted));
  return wanted
    ? [...runs, ...here, ...workflows, ...pages, ...elsewhere]
    : [...here, ...pages, ...workflows, ...elsewhere];
}
