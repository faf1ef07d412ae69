"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Bell, CheckCheck } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { NotificationRow } from "#components/notifications/notification-row.tsx";
import { useMarkRead } from "#components/notifications/use-mark-read.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { refreshOf } from "#components/trpc/refresh.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { pageScroller } from "#components/ui/page-scroller.ts";
import { useShortcuts } from "#components/ui/shortcuts.ts";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";
import { notificationPath } from "#core/notification.ts";

const PAGE = 50;
const ROW_HEIGHT = 64;

/** What one was told, newest first: opened, marked, and gone through by keyboard. */
export function NotificationList() {
  const trpc = useTRPC();
  const router = useRouter();
  const { data: count } = useQuery(trpc.notifications.count.queryOptions());
  const markRead = useMarkRead();
  const [currentId, setCurrentId] = useState<number | null>(null);
  const list = useInfiniteQuery(
    trpc.notifications.list.infiniteQueryOptions(
      { limit: PAGE },
      { getNextPageParam: (page) => page.next, refetchInterval: refreshOf },
    ),
  );
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const index = rows.findIndex(({ id }) => id === currentId);
  const current = rows[index];
  const markAll = () => markRead.mutate({});

  const move = (step: number) => {
    const target = rows[Math.min(Math.max(index + step, 0), rows.length - 1)];
    if (target) setCurrentId(target.id);
  };
  function open() {
    if (!current) return;
    if (current.isUnread) markRead.mutate({ ids: [current.id] });
    router.push(notificationPath(current));
  }
  useShortcuts("Notifications", [
    { keys: "j", label: "Next notification", run: () => move(1), moves: true },
    { keys: "k", label: "Previous notification", run: () => move(-1), moves: true },
    { keys: "enter", label: "Open what it is about", run: open },
    {
      keys: "u",
      label: "Mark as read or unread",
      run: () => current && markRead.mutate({ ids: [current.id], isRead: current.isUnread }),
    },
    { keys: "shift+a", label: "Mark all as read", run: markAll },
  ]);

  return (
    <>
      <PageHeader
        title="Notifications"
        actions={
          <Button disabled={!count?.unread} busy={markRead.isPending && !markRead.variables?.ids} onClick={markAll}>
            <CheckCheck aria-hidden />
            Mark all as read
          </Button>
        }
      />
      {list.isPending ? (
        <SkeletonRows label="Loading notifications" />
      ) : list.error && rows.length === 0 ? (
        <ErrorState onRetry={() => list.refetch()}>{sentenceOf(list.error)}</ErrorState>
      ) : rows.length === 0 ? (
        <EmptyState icon={Bell} title="Nothing to tell yet">
          When a review is yours to decide, is due soon or overdue, or a run of yours fails, it is told here.
        </EmptyState>
      ) : (
        <VirtualRows
          rows={rows}
          rowHeight={ROW_HEIGHT}
          keyOf={({ id }) => id}
          scroller={pageScroller}
          label="Notifications"
          activeIndex={index}
          onEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
        >
          {(notification) => (
            <NotificationRow
              notification={notification}
              isCurrent={notification.id === currentId}
              onMark={(isRead) => markRead.mutate({ ids: [notification.id], isRead })}
            />
          )}
        </VirtualRows>
      )}
    </>
  );
}
