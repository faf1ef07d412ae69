import { CircleAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { CodePlace } from "#components/run/code-place.ts";
import { adviceFor } from "#components/run/failure-advice.ts";
import { JsonView } from "#components/ui/json-view.tsx";
import type { Failure } from "#core/run-event.ts";

interface FailureCardProps {
  title: string;
  failure: Failure;
  actions?: ReactNode;
  withDetails?: boolean;
  /** The line of the author's code at which it went wrong. */
  place?: CodePlace | null;
}

/** What went wrong, first and plainly, and what to do next. */
export const FailureCard = ({ title, failure, actions, withDetails = false, place = null }: FailureCardProps) => (
  <section
    role="alert"
    aria-label={title}
    className="flex items-start gap-2 rounded-md bg-danger-soft px-3 py-2 text-danger-ink text-sm"
  >
    <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <p className="break-words">
        <strong className="font-semibold">{title}</strong>:{" "}
        <span className="whitespace-pre-wrap">{failure.message}</span>
      </p>
      <p className="text-ink">
        {adviceFor(failure)}
        {place && (
          <>
            {" "}
            <Link href={place.href} className="whitespace-nowrap underline underline-offset-2">
              Open line {place.line} in the editor
            </Link>
          </>
        )}
      </p>
      {withDetails && failure.details !== undefined && failure.details !== null && (
        <div className="mt-1 text-ink">
          <JsonView value={failure.details} label="Details of the error" />
        </div>
      )}
    </div>
    {actions}
  </section>
);
