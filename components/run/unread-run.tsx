import Link from "next/link";
import { codeOf, sentenceOf } from "#components/trpc/api-error.ts";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

interface UnreadRunProps {
  runId: number;
  error: unknown;
  onRetry: () => void;
}

/** In the place of a run that is still being read, or cannot be. */
export function UnreadRun({ runId, error, onRetry }: UnreadRunProps) {
  if (codeOf(error) === "NOT_FOUND" || codeOf(error) === "BAD_REQUEST")
    return (
      <ErrorState title={`There is no run ${runId}`}>
        <p>It may belong to another workspace, or never have been.</p>
        <Button asChild className="mt-3">
          <Link href="/runs">All runs</Link>
        </Button>
      </ErrorState>
    );
  if (error) return <ErrorState onRetry={onRetry}>{sentenceOf(error)}</ErrorState>;
  return <SkeletonRows label="Reading the run" />;
}
