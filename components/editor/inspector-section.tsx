import type { ReactNode } from "react";

export const InspectorSection = ({ title, children }: { title?: string; children: ReactNode }) => (
  <section aria-label={title} className="flex flex-col gap-3 border-b px-4 py-4 last:border-b-0">
    {title && <h3 className="font-semibold text-muted text-xs">{title}</h3>}
    {children}
  </section>
);
