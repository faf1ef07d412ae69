import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface EmptyStateProps {
  /** "h1" where it is all there is on the page. */
  heading?: "h1" | "h2";
  icon: LucideIcon;
  title: string;
  /** What to do now. */
  children?: ReactNode;
  actions?: ReactNode;
}

export const EmptyState = ({ icon: Icon, title, heading: Heading = "h2", children, actions }: EmptyStateProps) => (
  <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-12 text-center">
    <span className="mb-1 inline-flex size-10 items-center justify-center rounded-lg border bg-surface text-muted">
      <Icon aria-hidden className="size-5" />
    </span>
    <Heading className="font-semibold text-ink text-lg">{title}</Heading>
    {children && <div className="text-muted">{children}</div>}
    {actions && <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
  </div>
);
