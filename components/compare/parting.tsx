import { Split } from "lucide-react";
import { agreement, reasonOf, titleOf } from "#components/compare/difference-words.ts";
import type { RunComparison } from "#core/comparison-views.ts";

/** Where the runs part, in one sentence: "First differs: Tune — its code changed". */
export function Parting({ comparison, onShow }: { comparison: RunComparison; onShow: (stageId: string) => void }) {
  const stage = comparison.stages.find(({ stageId }) => stageId === comparison.firstDiffering);
  return (
    <p role="status" className="flex shrink-0 items-start gap-2 border-b bg-surface px-4 py-2 text-sm md:px-6">
      <Split aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      {stage ? (
        <span>
          First differs:{" "}
          <button
            type="button"
            onClick={() => onShow(stage.stageId)}
            className="font-medium underline decoration-line-strong underline-offset-2 hover:decoration-current"
          >
            {titleOf(stage.stageId, comparison)}
          </button>{" "}
          — {reasonOf(stage)}
        </span>
      ) : (
        <span>{agreement(comparison)}</span>
      )}
    </p>
  );
}
