"use client";

import { useQueryClient } from "@tanstack/react-query";
import clsx from "clsx";
import { CircleCheck, Inbox as InboxIcon } from "lucide-react";
import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { drafts, EMPTY_DRAFT } from "#components/inbox/decision-draft.ts";
import { InboxTabs } from "#components/inbox/inbox-tabs.tsx";
import { reviewOptions } from "#components/inbox/review-options.ts";
import { ReviewPane } from "#components/inbox/review-pane.tsx";
import { ReviewRow } from "#components/inbox/review-row.tsx";
import { useDecide } from "#components/inbox/use-decide.ts";
import { type InboxTab, usePlace } from "#components/inbox/use-place.ts";
import { useReviews } from "#components/inbox/use-reviews.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { useShortcuts } from "#components/ui/shortcuts.ts";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";

const ROW_HEIGHT = 76;

export function Inbox() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { reviewId, tab, go: goTo } = usePlace();
  const { list, rows, remove, bringBack } = useReviews(tab);
  const [filled, change] = useReducer(drafts, {});
  const scroller = useRef<HTMLDivElement>(null);
  const pane = useRef<HTMLDivElement>(null);
  const findScroller = useCallback(() => scroller.current, []);

  // The review that the list opened with stays until one moves on, even when somebody else decides it meanwhile:
  // a key must never decide a review that slid into its place.
  const [opened, setOpened] = useState<number | null>(null);
  const firstId = rows[0]?.id ?? null;
  if (opened === null && firstId !== null) setOpened(firstId);
  const shownId = reviewId ?? opened;
  const index = rows.findIndex(({ id }) => id === shownId);
  // Keys may come faster than the address is shown: each starts from where the last one went.
  const wanted = useRef(shownId);
  useEffect(() => {
    wanted.current = shownId;
  }, [shownId]);
  const go = (id: number | null, at = tab) => {
    wanted.current = id;
    if (id === null) setOpened(null);
    goTo(id, at);
  };
  const nextId = rows[index + 1]?.id ?? rows[index - 1]?.id ?? null;

  useEffect(() => {
    if (nextId !== null)
      void queryClient.prefetchQuery(trpc.reviews.get.queryOptions({ reviewId: nextId }, reviewOptions));
  }, [nextId, queryClient, trpc]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another review starts at its top
  useEffect(() => {
    if (pane.current) pane.current.scrollTop = 0;
  }, [shownId]);

  /** To the review that took the place of one that was looked at, with what was written there. */
  function goOn(id: number, by: number) {
    change({ type: "replaced", reviewId: id, by });
    go(by, "open");
  }
  const decide = useDecide({
    onSent: (id) => {
      remove(id);
      if (id === shownId) go(nextId);
    },
    onTaken: (id) => {
      change({ type: "forgotten", reviewId: id });
      void queryClient.invalidateQueries(trpc.reviews.get.queryFilter({ reviewId: id }));
    },
    onRefused: (id, refusal) => {
      bringBack(id);
      change({ type: "changed", reviewId: id, change: { refusal } });
      go(id);
    },
    onReplaced: goOn,
  });

  const move = (step: number) => {
    const from = rows.findIndex(({ id }) => id === wanted.current);
    const target = rows[Math.min(Math.max(from + step, 0), rows.length - 1)];
    if (target) go(target.id);
  };
  useShortcuts("Inbox", [
    { keys: "j", label: "Next review", run: () => move(1), moves: true },
    { keys: "k", label: "Previous review", run: () => move(-1), moves: true },
    {
      keys: "enter",
      label: "Open the review",
      run: () => {
        if (shownId !== null) go(shownId);
        pane.current?.focus();
      },
    },
  ]);

  return (
    <div className="flex min-h-0 flex-1 max-lg:flex-col">
      <h1 className="sr-only">Inbox</h1>
      <div
        className={clsx(
          "flex min-h-0 flex-col border-r bg-surface max-lg:flex-1 lg:w-80 lg:shrink-0",
          reviewId !== null && "max-lg:hidden",
        )}
      >
        <InboxTabs tab={tab} onChange={(next) => go(null, next)} />
        <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
          {list.isPending ? (
            <SkeletonRows label="Loading reviews" />
          ) : list.error && rows.length === 0 ? (
            <ErrorState onRetry={() => list.refetch()}>{sentenceOf(list.error)}</ErrorState>
          ) : rows.length === 0 ? (
            <p className="px-4 py-6 text-center text-muted lg:text-left">{NOTHING[tab]}</p>
          ) : (
            <VirtualRows
              rows={rows}
              rowHeight={ROW_HEIGHT}
              keyOf={(review) => review.id}
              scroller={findScroller}
              label={LIST_LABELS[tab]}
              activeIndex={index}
              onEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
            >
              {(review) => <ReviewRow review={review} isCurrent={review.id === shownId} onOpen={() => go(review.id)} />}
            </VirtualRows>
          )}
        </div>
      </div>
      <div
        ref={pane}
        tabIndex={-1}
        className={clsx(
          "min-h-0 min-w-0 flex-1 overflow-y-auto focus:outline-none",
          reviewId === null && "max-lg:hidden",
        )}
      >
        {shownId !== null ? (
          <ReviewPane
            reviewId={shownId}
            draft={filled[shownId] ?? EMPTY_DRAFT}
            onChange={(part) => change({ type: "changed", reviewId: shownId, change: part })}
            onDecide={decide}
            onBack={() => go(null)}
            onReplaced={goOn}
          />
        ) : (
          list.isSuccess && <NothingOpen tab={tab} />
        )}
      </div>
    </div>
  );
}

const NOTHING: Record<InboxTab, string> = {
  open: "No review is open.",
  mine: "No open review names you, your role or a group of yours.",
  decided: "Nothing has been decided yet.",
};
const LIST_LABELS: Record<InboxTab, string> = {
  open: "Open reviews",
  mine: "Open reviews for you",
  decided: "Decided reviews",
};

const NothingOpen = ({ tab }: { tab: InboxTab }) =>
  tab === "mine" ? (
    <EmptyState icon={CircleCheck} title="Nothing waits for you by name">
      Under Open are the reviews that everybody may decide.
    </EmptyState>
  ) : tab === "open" ? (
    <EmptyState icon={CircleCheck} title="All is decided">
      When a run reaches a review stage, it waits here for you.
    </EmptyState>
  ) : (
    <EmptyState icon={InboxIcon} title="Nothing has been decided yet">
      Decisions stay here with who made them, and when.
    </EmptyState>
  );
