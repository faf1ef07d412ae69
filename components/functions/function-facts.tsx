"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { FunctionView } from "#core/function-views.ts";

/** The versions of a function, and what names it. */
export function FunctionFacts({ view, onShow }: { view: FunctionView; onShow: (version: number) => void }) {
  const { versions, latestVersion, usedBy } = view;
  return (
    <div className="flex min-w-0 flex-col gap-6 text-sm">
      <Part title="Versions">
        <ul className="flex flex-col">
          {versions.map(({ version, publishedBy, publishedAt }) => (
            <li key={version} className="border-b py-1.5 last:border-b-0">
              {version === latestVersion ? (
                <span className="font-medium">Version {version}, the newest</span>
              ) : (
                <button
                  type="button"
                  onClick={() => onShow(version)}
                  className="font-medium underline underline-offset-2 hover:text-accent-ink"
                >
                  Version {version}
                </button>
              )}
              <p className="truncate text-muted text-xs">
                {publishedBy}, <RelativeTime at={publishedAt} />
              </p>
            </li>
          ))}
        </ul>
      </Part>
      <Part title="Used by">
        {usedBy.workflows.length + usedBy.functions.length === 0 ? (
          <p className="text-muted">No published workflow, and no other function.</p>
        ) : (
          <ul className="flex flex-col gap-1">
            {usedBy.workflows.map(({ name, title }) => (
              <li key={name} className="truncate">
                <Link
                  href={`/workflows/${encodeURIComponent(name)}`}
                  className="underline underline-offset-2 hover:text-accent-ink"
                >
                  {title || name}
                </Link>
              </li>
            ))}
            {usedBy.more > 0 && (
              <li className="text-muted">
                and {usedBy.more.toLocaleString("en")} more {usedBy.more === 1 ? "workflow" : "workflows"}
              </li>
            )}
            {usedBy.functions.map(({ name }) => (
              <li key={name} className="truncate">
                Function{" "}
                <Link
                  href={`/functions/${encodeURIComponent(name)}`}
                  className="font-mono underline underline-offset-2 hover:text-accent-ink"
                >
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Part>
    </div>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title}>
    <h2 className="mb-1 font-semibold">{title}</h2>
    {children}
  </section>
);
