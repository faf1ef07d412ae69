import { Badge } from "#components/ui/badge.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { AuditEntry } from "#core/audit-views.ts";

/** One change in the list; pressing it anywhere opens it. */
export function AuditRow({ entry, onOpen }: { entry: AuditEntry; onOpen: (entry: AuditEntry) => void }) {
  const { seq, action, targetKind, targetId, actor, actorKind, address, at } = entry;
  return (
    <article
      aria-label={`Entry ${seq}`}
      className="relative grid min-h-15 grid-cols-[1fr_auto] items-center gap-x-3 border-b px-4 py-2 hover:bg-hover md:px-6"
    >
      <div className="min-w-0">
        <p className="flex min-w-0 items-center gap-2">
          <button
            type="button"
            onClick={() => onOpen(entry)}
            className="truncate text-left font-medium after:absolute after:inset-0"
          >
            {action}{" "}
            <span className="font-normal text-muted">
              {targetKind} {targetId}
            </span>
          </button>
          <OutcomeBadge entry={entry} />
          {actorKind !== "person" && <Badge tone="accent">{actorKind === "key" ? "API key" : "Agent"}</Badge>}
        </p>
        <p className="truncate text-muted text-xs">
          {actor}
          {address && <> · {address}</>}
        </p>
      </div>
      <RelativeTime at={at} className="text-muted text-xs" />
    </article>
  );
}

/** How a change ended, when it is not simply done. */
export function OutcomeBadge({ entry: { outcome } }: { entry: AuditEntry }) {
  if (outcome === "done") return null;
  return <Badge tone={outcome === "failed" ? "danger" : "warning"}>{outcome}</Badge>;
}
