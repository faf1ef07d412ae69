import { type ReactNode, useId } from "react";

interface SectionProps {
  title: string;
  description: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}

export function Section({ title, description, action, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <header className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h2 id={id} className="font-semibold text-lg">
            {title}
          </h2>
          <p className="text-muted text-sm">{description}</p>
        </div>
        {action}
      </header>
      {children}
    </section>
  );
}
