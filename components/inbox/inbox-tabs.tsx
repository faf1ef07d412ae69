"use client";

import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { INBOX_TABS, type InboxTab } from "#components/inbox/use-place.ts";
import { useTRPC } from "#components/trpc/client.tsx";

const LABELS: Record<InboxTab, string> = { open: "Open", mine: "Mine", decided: "Decided" };

export function InboxTabs({ tab, onChange }: { tab: InboxTab; onChange: (tab: InboxTab) => void }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.reviews.count.queryOptions());
  return (
    <nav aria-label="Reviews" className="flex shrink-0 gap-1 border-b px-3">
      {INBOX_TABS.map((one) => (
        <button
          key={one}
          type="button"
          aria-current={tab === one ? "true" : undefined}
          onClick={() => onChange(one)}
          className={clsx(
            "-mb-px flex h-12 items-center gap-1.5 border-b-2 px-2 font-medium text-sm focus-visible:outline-offset-[-4px]",
            tab === one ? "border-accent text-ink" : "border-transparent text-muted hover:text-ink",
          )}
        >
          {LABELS[one]}
          {one === "open" && data && <span className="text-muted text-xs">{data.open.toLocaleString("en")}</span>}
        </button>
      ))}
    </nav>
  );
}
