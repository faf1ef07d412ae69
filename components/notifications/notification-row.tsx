import clsx from "clsx";
import { CircleAlert, Clock, Eye, EyeOff, Inbox, type LucideIcon, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { Countdown } from "#components/ui/countdown.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import {
  type NotificationKind,
  type NotificationView,
  notificationDetail,
  notificationPath,
  notificationTitle,
} from "#core/notification.ts";

const LOOK: Record<NotificationKind, { icon: LucideIcon; color: string }> = {
  review_assigned: { icon: Inbox, color: "text-accent-ink" },
  review_due_soon: { icon: Clock, color: "text-warning-ink" },
  review_overdue: { icon: TriangleAlert, color: "text-danger-ink" },
  run_failed: { icon: CircleAlert, color: "text-danger-ink" },
};

interface NotificationRowProps {
  notification: NotificationView;
  isCurrent: boolean;
  /** It is opened, or marked by hand. */
  onMark: (isRead: boolean) => void;
}

export function NotificationRow({ notification, isCurrent, onMark }: NotificationRowProps) {
  const { kind, at, isUnread, dueAt } = notification;
  const { icon: Icon, color } = LOOK[kind];
  return (
    <article
      className={clsx(
        "relative flex min-h-16 items-center gap-3 border-b border-l-2 px-4 py-2 hover:bg-hover md:px-6",
        isCurrent ? "border-l-accent bg-accent-soft" : "border-l-transparent",
      )}
    >
      <Icon aria-hidden className={clsx("size-4 shrink-0", isUnread ? color : "text-faint")} />
      <div className="min-w-0 flex-1">
        <Link
          href={notificationPath(notification)}
          onClick={() => isUnread && onMark(true)}
          className={clsx(
            "block truncate after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:outline-offset-[-2px]",
            isUnread ? "font-semibold" : "text-muted",
          )}
        >
          {isUnread && <span className="sr-only">Unread: </span>}
          {notificationTitle(notification)}
        </Link>
        <p className="truncate text-muted text-sm">{notificationDetail(notification)}</p>
      </div>
      <p className="flex shrink-0 flex-col items-end text-muted text-xs">
        <RelativeTime at={at} />
        {isUnread && dueAt !== null && kind !== "review_overdue" && (
          <span>
            due <Countdown to={dueAt} />
          </span>
        )}
      </p>
      <IconButton
        label={isUnread ? "Mark as read" : "Mark as unread"}
        className="relative"
        onClick={() => onMark(isUnread)}
      >
        {isUnread ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
      </IconButton>
    </article>
  );
}
