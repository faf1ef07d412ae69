import { Details } from "#components/inbox/details.tsx";
import { Markdown } from "#components/ui/markdown.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusIcon } from "#components/ui/status-badge.tsx";
import { DECIDED } from "#core/decision.ts";
import type { ReviewView } from "#core/review-views.ts";

/** Who decided what, when and why. */
export function DecidedNote({ review }: { review: ReviewView }) {
  const { status, decision, decidedBy, decidedAt, comment, formData } = review;
  if (status === "canceled" || decision === null)
    return (
      <section aria-label="Decision" className="rounded-lg border p-4">
        <StatusIcon status="canceled" className="inline" />{" "}
        <span className="text-muted">Nobody needs to decide this any more: its run was canceled.</span>
      </section>
    );
  return (
    <section aria-label="Decision" className="flex flex-col gap-3 rounded-lg border bg-surface p-4">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <StatusIcon status={decision === "approved" ? "completed" : "failed"} />
        <span>
          <strong className="font-medium first-letter:uppercase">{DECIDED[decision]}</strong> by{" "}
          <strong className="font-medium">{decidedBy}</strong>
        </span>
        {decidedAt && <RelativeTime at={decidedAt} className="text-muted" />}
      </p>
      {comment && <Markdown text={comment} />}
      {formData !== null && formData !== undefined && <Details value={formData} label="Form" />}
    </section>
  );
}
