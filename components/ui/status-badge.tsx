import clsx from "clsx";
import { STATUS_LOOK, type Status } from "#components/ui/status-look.ts";

/** The icon alone, colored; decorative, so its neighbor must say the status in words. */
export function StatusIcon({ status, className }: { status: Status; className?: string }) {
  const Icon = STATUS_LOOK[status].icon;
  return (
    <Icon
      aria-hidden
      data-status={status}
      className={clsx("size-4 shrink-0 text-status", status === "running" && "animate-spin-slow", className)}
    />
  );
}

/** Status as icon and word. `detail` follows the word, e.g. "7 of 12". */
export function StatusBadge({ status, detail, className }: { status: Status; detail?: string; className?: string }) {
  return (
    <span
      data-status={status}
      className={clsx(
        "inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded-md bg-status-soft px-2 font-medium text-status text-xs",
        className,
      )}
    >
      <StatusIcon status={status} className="size-3.5" />
      {STATUS_LOOK[status].label}
      {detail && <span className="font-normal">{detail}</span>}
    </span>
  );
}
