import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  /** What to do now. */
  children?: ReactNode;
  actions?: ReactNode;
}

export const EmptyState = ({ icon: Icon, title, children, actions }: EmptyStateProps) => (
  <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-12 text-center">
    <span className="mb-1 inline-flex size-10 items-center justify-center rounded-lg border bg-surface text-muted">
      <Icon aria-hidden className="size-5" />
    </span>
    <h2 className="font-semibold text-ink text-lg">{title}</h2>
    {children && <div className="text-muted">{children}</div>}
    {actions && <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
  </div>
);
