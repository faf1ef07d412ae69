import type { ReactNode } from "react";

/** A part of what is shown of a stage, with its heading. */
export const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <div className="flex min-w-0 flex-col gap-2">
    <h3 className="font-semibold text-sm">{title}</h3>
    {children}
  </div>
);
