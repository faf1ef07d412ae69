import Link from "next/link";
import type { ReactNode } from "react";

interface SectionProps {
  id: string;
  title: string;
  /** Of what it tells: of the server, of the workspace. */
  about: string;
  /** Where there is more of it. */
  more?: { href: string; title: string };
  children: ReactNode;
}

export const Section = ({ id, title, about, more, children }: SectionProps) => (
  <section aria-labelledby={id} className="flex flex-col gap-3">
    <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
      <h2 id={id} className="font-semibold text-ink">
        {title}
      </h2>
      <p className="text-muted text-xs">{about}</p>
      {more && (
        <Link href={more.href} className="ml-auto text-sm underline underline-offset-2">
          {more.title}
        </Link>
      )}
    </header>
    {children}
  </section>
);
