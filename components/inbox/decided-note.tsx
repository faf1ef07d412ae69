import { DecisionIcon, decisionWords } from "#components/inbox/decision-look.tsx";
import { Details } from "#components/inbox/details.tsx";
import { Said } from "#components/inbox/round-history.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { ReviewView } from "#core/review-views.ts";

/** Who decided what, when and why. */
export function DecidedNote({ review }: { review: ReviewView }) {
  const { status, decision, decidedBy, decidedAt, formData, edited, replacement } = review;
  if (status === "canceled" || decision === null)
    return (
      <section aria-label="Decision" className="flex items-start gap-2 rounded-lg border p-4">
        <DecisionIcon decision={null} className="mt-0.5 size-4" />
        <span className="text-muted">
          {replacement
            ? "What it shows was made anew before anybody decided."
            : review.title === null
              ? "Nobody needs to decide this any more: its run was canceled."
              : "Nobody needs to decide this any more: the code that asked does not wait for it."}
        </span>
      </section>
    );
  return (
    <section aria-label="Decision" className="flex flex-col gap-3 rounded-lg border bg-surface p-4">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <DecisionIcon decision={decision} />
        <span>
          <strong className="font-medium">{decisionWords(decision, edited !== null)}</strong> by{" "}
          <strong className="font-medium">{decidedBy}</strong>
        </span>
        {decidedAt && <RelativeTime at={decidedAt} className="text-muted" />}
      </p>
      <Said round={review} review={review} />
      {formData !== null && formData !== undefined && <Details value={formData} label="Form" />}
    </section>
  );
}
