"use client";

import { usePathname, useSearchParams } from "next/navigation";

export type InboxTab = "open" | "decided";

/** Where in the inbox one is: the address says it, and going elsewhere needs no server. */
export function usePlace() {
  const [, , id] = usePathname().split("/");
  const tab: InboxTab = useSearchParams().get("tab") === "decided" ? "decided" : "open";
  const addressOf = (reviewId: number | null, at: InboxTab) =>
    `/inbox${reviewId === null ? "" : `/${reviewId}`}${at === "decided" ? "?tab=decided" : ""}`;
  return {
    reviewId: id ? Number(id) : null,
    tab,
    go: (reviewId: number | null, at: InboxTab = tab) => window.history.pushState(null, "", addressOf(reviewId, at)),
  };
}
