import Link from "next/link";
import type { OriginView } from "#core/lineage-views.ts";

/** The run that started this one, as a link to it. */
export const Origin = ({
  origin: { runId, stageId, workflowTitle, workflowName, isAwaited },
}: {
  origin: OriginView;
}) => (
  <Link
    href={stageId === null ? `/runs/${runId}` : `/runs/${runId}?stage=${encodeURIComponent(stageId)}`}
    className="text-ink underline decoration-line-strong underline-offset-2 hover:decoration-current"
  >
    run {runId} of {workflowTitle || workflowName}
    {stageId !== null && ` (${stageId}${isAwaited ? ", which waits for it" : ""})`}
  </Link>
);
