"use client";

import type { PageLink } from "#components/shell/pages.ts";
import { useOpenCount } from "#components/shell/use-open-count.ts";
import { useUnread } from "#components/shell/use-unread.ts";

/** How much waits on a page, beside its name: open reviews, unread notifications. */
export function PageCount({ page }: { page: PageLink }) {
  if (page.href === "/inbox") return <OpenReviews />;
  if (page.href === "/notifications") return <Unread />;
  return null;
}

const OpenReviews = () => <Count count={useOpenCount()} most={999} word="open" />;

const Unread = () => <Count count={useUnread()} most={99} word="unread" />;

function Count({ count, most, word }: { count: number | null; most: number; word: string }) {
  if (!count) return null;
  return (
    <span className="block w-max rounded-full bg-accent px-1.5 font-semibold text-2xs text-on-accent">
      {count > most ? `${most}+` : count}
      <span className="sr-only"> {word}</span>
    </span>
  );
}
