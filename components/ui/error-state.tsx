import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";

interface ErrorStateProps {
  /** "h1" where it is all there is on the page. */
  heading?: "h1" | "h2";
  title?: string;
  /** What happened, and what to do next. */
  children: ReactNode;
  onRetry?: () => void;
}

export const ErrorState = ({
  title = "This could not be loaded",
  heading: Heading = "h2",
  children,
  onRetry,
}: ErrorStateProps) => (
  <div role="alert" className="mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-12 text-center">
    <CircleAlert aria-hidden className="size-6 text-danger-ink" />
    <Heading className="font-semibold text-ink text-lg">{title}</Heading>
    <div className="break-words text-muted">{children}</div>
    {onRetry && (
      <Button className="mt-3" onClick={onRetry}>
        Try again
      </Button>
    )}
  </div>
);
