"use client";

import { usePathname, useSearchParams } from "next/navigation";

export const INBOX_TABS = ["open", "mine", "decided"] as const;
export type InboxTab = (typeof INBOX_TABS)[number];

/** Where in the inbox one is: the address says it, and going elsewhere needs no server. */
export function usePlace() {
  const [, , id] = usePathname().split("/");
  const asked = useSearchParams().get("tab");
  const tab = INBOX_TABS.find((one) => one === asked) ?? "open";
  const addressOf = (reviewId: number | null, at: InboxTab) =>
    `/inbox${reviewId === null ? "" : `/${reviewId}`}${at === "open" ? "" : `?tab=${at}`}`;
  return {
    reviewId: id ? Number(id) : null,
    tab,
    go: (reviewId: number | null, at: InboxTab = tab) => window.history.pushState(null, "", addressOf(reviewId, at)),
  };
}
