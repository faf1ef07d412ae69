import type { ReactNode } from "react";
import { DeliveryStatusBadge } from "#components/deliveries/delivery-status.tsx";
import { attemptWords, causeOf, TRIGGER_WORDS } from "#components/deliveries/delivery-words.ts";
import { Countdown } from "#components/ui/countdown.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { DeliverySummary } from "#core/delivery/views.ts";

interface DeliveryRowProps {
  delivery: DeliverySummary;
  /** In a run's own list the run goes without saying. */
  showRun: boolean;
  onOpen: (id: number) => void;
  /** What stands before it: a checkbox. */
  children?: ReactNode;
}

/** One delivery in a list; pressing it anywhere opens it. */
export function DeliveryRow({ delivery, showRun, onOpen, children }: DeliveryRowProps) {
  const { id, trigger, host, workflowTitle, workflowName, runId, attempts, responseStatus, nextAt, createdAt } =
    delivery;
  const { status, error } = delivery;
  const workflow = workflowTitle || workflowName;
  return (
    <article
      aria-label={`Delivery ${id}`}
      className="relative grid min-h-16 grid-cols-[auto_1fr_auto] items-center gap-x-3 gap-y-1 border-b px-4 py-2 hover:bg-hover md:px-6"
    >
      <div className="relative z-10">{children}</div>
      <div className="min-w-0">
        <button
          type="button"
          onClick={() => onOpen(id)}
          className="block max-w-full truncate text-left font-medium after:absolute after:inset-0"
        >
          {TRIGGER_WORDS[trigger]} of {causeOf(delivery)} <span className="text-muted">to {host ?? "…"}</span>
        </button>
        <p className="truncate text-muted text-xs">
          {showRun && (
            <>
              {workflow}
              {runId !== null && <> · run {runId}</>} ·{" "}
            </>
          )}
          {attemptWords(attempts)}
          {responseStatus !== null && <> · status {responseStatus}</>}
          {status === "exhausted" && responseStatus === null && error && <> · {error}</>}
        </p>
      </div>
      <p className="flex flex-col items-end gap-1 text-muted text-xs">
        <DeliveryStatusBadge delivery={delivery} />
        {nextAt !== null && attempts > 0 ? (
          <span>
            next <Countdown to={nextAt} />
          </span>
        ) : (
          <RelativeTime at={createdAt} />
        )}
      </p>
    </article>
  );
}
