"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Play, Workflow } from "lucide-react";
import { useDeferredValue } from "react";
import { PAGES, type PageLink } from "#components/shell/pages.ts";
import { useTRPC } from "#components/trpc/client.tsx";

interface Command extends PageLink {
  detail: string;
}

const SHOWN = 8;

/** Where one can go from what has been typed. */
export function useCommands(text: string): Command[] {
  const trpc = useTRPC();
  const search = useDeferredValue(text.trim());
  const { data } = useQuery(
    trpc.workflows.list.queryOptions({ search, limit: SHOWN }, { placeholderData: keepPreviousData }),
  );
  const runNumber = /^#?(\d{1,15})$/.exec(search)?.[1];
  const wanted = search.toLowerCase();
  const pages = PAGES.filter(({ title }) => title.toLowerCase().includes(wanted)).map((page) => ({
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
  return wanted ? [...runs, ...workflows, ...pages] : [...pages, ...workflows];
}
