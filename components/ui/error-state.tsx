import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";

interface ErrorStateProps {
  title?: string;
  /** What happened, and what to do next. */
  children: ReactNode;
  onRetry?: () => void;
}

export const ErrorState = ({ title = "This could not be loaded", children, onRetry }: ErrorStateProps) => (
  <div role="alert" className="mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-12 text-center">
    <CircleAlert aria-hidden className="size-6 text-danger-ink" />
    <h2 className="font-semibold text-ink text-lg">{title}</h2>
    <div className="break-words text-muted">{children}</div>
    {onRetry && (
      <Button className="mt-3" onClick={onRetry}>
        Try again
      </Button>
    )}
  </div>
);
