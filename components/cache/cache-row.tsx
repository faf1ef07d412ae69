import Link from "next/link";
import type { ReactNode } from "react";
import { hitWords } from "#components/cache/cache-words.ts";
import { Badge } from "#components/ui/badge.tsx";
import { bytesWords } from "#components/ui/bytes-words.ts";
import { Countdown } from "#components/ui/countdown.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { CacheEntryView } from "#core/cache-views.ts";

const SHOWN_OF_HASH = 12;

/** The columns of the list, which its head shares: on a phone what stands to the right stands below. */
export const COLUMNS =
  "grid grid-cols-[auto_1fr_auto] items-center gap-x-3 border-b px-4 md:grid-cols-[auto_1fr_6rem_9rem_6rem] md:gap-x-4 md:px-6";

/** One kept output. What stands before it is a checkbox. */
export function CacheRow({ entry, children }: { entry: CacheEntryView; children?: ReactNode }) {
  const { stageId, workflowTitle, workflowName, inputDigest, runId, rootRunId, size, createdAt, hitCount } = entry;
  return (
    <article aria-label={`Output ${entry.id}`} className={`${COLUMNS} min-h-16 gap-y-0.5 py-2 hover:bg-hover`}>
      <div className="empty:hidden">{children}</div>
      <div className="col-start-2 min-w-0">
        <p className="flex min-w-0 items-center gap-2">
          <span className="min-w-0 truncate">
            <span className="font-medium">{stageId}</span>{" "}
            <span className="text-muted">of {workflowTitle || workflowName}</span>
          </span>
          {rootRunId !== null && <Badge>only run {rootRunId} and its updates</Badge>}
          {entry.isExpired && <Badge tone="warning">expired</Badge>}
        </p>
        <p className="truncate text-muted text-xs">
          <code title={inputDigest}>{inputDigest.slice(0, SHOWN_OF_HASH)}</code> · made by{" "}
          <Link href={`/runs/${runId}`} className="text-accent-ink underline">
            run {runId}
          </Link>
          {hitCount > 0 && <span className="md:hidden"> · {hitWords(hitCount)}</span>}
          {entry.expiresAt !== null && !entry.isExpired && (
            <>
              {" "}
              · expires <Countdown to={entry.expiresAt} />
            </>
          )}
        </p>
      </div>
      <p className="text-right text-muted text-xs tabular-nums md:text-sm">
        {bytesWords(size)}
        <RelativeTime at={createdAt} className="block md:hidden" />
      </p>
      <p className="text-right text-muted text-sm tabular-nums max-md:hidden">
        {hitCount === 0 ? "–" : hitWords(hitCount).replace("found again ", "")}
      </p>
      <RelativeTime at={createdAt} className="text-right text-muted text-sm max-md:hidden" />
    </article>
  );
}
