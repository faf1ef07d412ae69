import { useMemo } from "react";
import { ValueDiff } from "#components/diff/value-diff.tsx";
import { comparedParts } from "#components/inbox/compared-parts.ts";

/** What is different between two contents of a review: texts as texts, tables as tables. */
export function ContentDiff({ before, after }: { before: unknown; after: unknown }) {
  const parts = useMemo(() => comparedParts(before ?? null, after ?? null), [before, after]);
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {parts.map((part) => (
        <ValueDiff key={part.label} {...part} />
      ))}
    </div>
  );
}
