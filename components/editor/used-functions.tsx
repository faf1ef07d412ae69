"use client";

import { useQueries } from "@tanstack/react-query";
import Link from "next/link";
import { useEditor } from "#components/editor/editor-context.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { codeOf } from "#core/code-modules.ts";
import { functionRefOf, functionsNamedIn } from "#core/published-functions.ts";

/** The published functions that the code of the workflow names, and of which there are newer versions. */
export function UsedFunctions() {
  const { definition } = useEditor();
  const trpc = useTRPC();
  const code = definition.stages.flatMap((stage) => codeOf(stage, definition.functions));
  const named = [...new Set([...code, definition.functions ?? ""].flatMap(functionsNamedIn))].flatMap((specifier) => {
    const ref = functionRefOf(specifier);
    return ref ? [{ specifier, ...ref }] : [];
  });
  const newest = useQueries({
    queries: named.map(({ name }) => trpc.functions.version.queryOptions({ name }, { retry: false })),
  });
  if (named.length === 0) return null;
  return (
    <section aria-label="Published functions in use" className="flex flex-col gap-1 text-sm">
      <h4 className="font-medium">Published functions in use</h4>
      <ul className="flex flex-col gap-1">
        {named.map(({ specifier, name, version }, index) => {
          const latest = newest[index]?.data?.version;
          return (
            <li key={specifier} className="flex min-w-0 items-center gap-2">
              <Link
                href={`/functions/${encodeURIComponent(name)}`}
                className="truncate font-mono text-xs underline underline-offset-2 hover:text-accent-ink"
              >
                {specifier}
              </Link>
              {version !== null && latest !== undefined && latest > version && <Badge>Version {latest} is newer</Badge>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
