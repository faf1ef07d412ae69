import type { ReactNode } from "react";

interface PageHeaderProps {
  title: ReactNode;
  /** Beside the title: a badge, a count. */
  beside?: ReactNode;
  actions?: ReactNode;
  /** A second row: search, filters, tabs. */
  children?: ReactNode;
}

export const PageHeader = ({ title, beside, actions, children }: PageHeaderProps) => (
  <header className="sticky top-0 z-20 flex shrink-0 flex-col gap-3 border-b bg-surface px-4 py-3 md:px-6">
    <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2">
      <h1 className="min-w-0 truncate font-semibold text-ink text-lg">{title}</h1>
      {beside}
      {actions && <div className="ml-auto flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
    {children}
  </header>
);
