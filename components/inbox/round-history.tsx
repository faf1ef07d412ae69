import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { DecisionIcon, decisionWords } from "#components/inbox/decision-look.tsx";
import { MarkList } from "#components/inbox/mark-list.tsx";
import { Markdown } from "#components/ui/markdown.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { ReviewRound, ReviewView } from "#core/review-views.ts";

/** What was said in the rounds before, newest first; folded until somebody asks. */
export const RoundHistory = ({ review }: { review: ReviewView }) =>
  review.rounds.length === 0 ? null : (
    <details className="group rounded-lg border">
      <summary className="flex min-h-9 cursor-pointer list-none items-center gap-1.5 rounded-lg px-3 text-sm hover:bg-hover group-open:rounded-b-none [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 shrink-0 text-faint group-open:rotate-90" />
        <span className="font-medium">Earlier rounds</span>
        <span className="text-muted">{review.rounds.length}</span>
      </summary>
      <ol className="flex flex-col border-t">
        {review.rounds.toReversed().map((round) => (
          <li key={round.reviewId} className="flex flex-col gap-2 border-b px-3 py-2 last:border-b-0">
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
              <Link href={`/inbox/${round.reviewId}`} className="font-medium underline-offset-2 hover:underline">
                Round {round.round}
              </Link>
              <DecisionIcon decision={round.decision} />
              <span className="min-w-0 break-words">
                {decisionWords(round.decision)}
                {round.decidedBy && (
                  <>
                    {" by "}
                    <strong className="font-medium">{round.decidedBy}</strong>
                  </>
                )}
              </span>
              {round.decidedAt && <RelativeTime at={round.decidedAt} className="text-muted" />}
            </p>
            <Said round={round} review={review} />
          </li>
        ))}
      </ol>
    </details>
  );

/** The words, marks and stages of a decision. */
export const Said = ({
  round: { comment, marks, redoneStages },
  review,
}: {
  round: Pick<ReviewRound, "comment" | "marks" | "redoneStages">;
  review: Pick<ReviewView, "redoable">;
}) => (
  <>
    {comment && <Markdown text={comment} />}
    <MarkList marks={marks} />
    {redoneStages.length > 0 && (
      <p className="text-muted text-sm">Done over: {redoneStages.map((id) => titleOf(review, id)).join(", ")}</p>
    )}
  </>
);

const titleOf = ({ redoable }: Pick<ReviewView, "redoable">, stageId: string) =>
  redoable.find((stage) => stage.stageId === stageId)?.title ?? stageId;
