"use client";

import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import type { InboxTab } from "#components/inbox/use-place.ts";
import { useTRPC } from "#components/trpc/client.tsx";

const TABS = [
  { tab: "open", label: "Open" },
  { tab: "decided", label: "Decided" },
] as const;

export function InboxTabs({ tab, onChange }: { tab: InboxTab; onChange: (tab: InboxTab) => void }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.reviews.count.queryOptions());
  return (
    <nav aria-label="Reviews" className="flex shrink-0 gap-1 border-b px-3">
      {TABS.map((one) => (
        <button
          key={one.tab}
          type="button"
          aria-current={tab === one.tab ? "true" : undefined}
          onClick={() => onChange(one.tab)}
          className={clsx(
            "-mb-px flex h-12 items-center gap-1.5 border-b-2 px-2 font-medium text-sm focus-visible:outline-offset-[-4px]",
            tab === one.tab ? "border-accent text-ink" : "border-transparent text-muted hover:text-ink",
          )}
        >
          {one.label}
          {one.tab === "open" && data && <span className="text-muted text-xs">{data.open.toLocaleString("en")}</span>}
        </button>
      ))}
    </nav>
  );
}
