"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { Markdown } from "#components/ui/markdown.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { DECIDED } from "#core/decision.ts";

const TONES = { approved: "success", rejected: "danger", changes_requested: "warning" } as const;

/** Who decided what and when; while nobody has, the way to the inbox. */
export function ReviewTab({ reviewId }: { reviewId: number }) {
  const trpc = useTRPC();
  const { data: review, error } = useQuery(trpc.reviews.get.queryOptions({ reviewId }, { staleTime: 0 }));
  if (error) return <Notice tone="danger">{sentenceOf(error)}</Notice>;
  if (!review) return <SkeletonRows count={3} label="Reading the review" />;
  return (
    <div className="flex flex-col gap-3">
      {review.title !== null && <h3 className="font-medium">{review.title}</h3>}
      {review.status === "open" && (
        <Notice tone="warning">
          <span>
            The run waits for a decision{review.assignees.length > 0 ? ` by ${review.assignees.join(", ")}` : ""}.{" "}
          </span>
          <Button size="sm" look="primary" asChild className="mt-2">
            <Link href={`/inbox/${review.id}`}>{review.mayDecide ? "Decide in the inbox" : "See it in the inbox"}</Link>
          </Button>
        </Notice>
      )}
      {review.status === "canceled" && (
        <Notice>
          {review.replacement
            ? "What it shows was made anew before anybody decided."
            : review.title === null
              ? "The run was canceled before anybody decided."
              : "The code that asked went on before anybody decided."}
        </Notice>
      )}
      {review.status === "decided" && review.decidedAt && (
        <section aria-label="Decision" className="flex flex-col gap-2 rounded-md border px-3 py-2">
          <div className="flex flex-wrap items-center gap-2">
            <Badge tone={review.decision ? TONES[review.decision] : "neutral"}>
              {review.decision && DECIDED[review.decision]}
              {review.edited !== null && " with edits"}
            </Badge>
            <span className="font-medium">{review.decidedBy}</span>
            <RelativeTime at={review.decidedAt} className="ml-auto text-muted text-xs" />
          </div>
          {review.comment && <p className="whitespace-pre-wrap break-words">{review.comment}</p>}
          {review.formData !== null && review.formData !== undefined && (
            <JsonView value={review.formData} label="Form" />
          )}
        </section>
      )}
      {review.summary && (
        <section aria-label="Summary" className="min-w-0">
          <Markdown text={review.summary} />
        </section>
      )}
    </div>
  );
}
