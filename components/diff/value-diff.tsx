"use client";

import { Equal } from "lucide-react";
import { useMemo } from "react";
import { amount } from "#components/diff/count-words.ts";
import { DiffFrame } from "#components/diff/diff-frame.tsx";
import { JsonDiffView } from "#components/diff/json-diff-view.tsx";
import { TableDiffView } from "#components/diff/table-diff-view.tsx";
import { notCompared, TextDiffView } from "#components/diff/text-diff-view.tsx";
import { differenceOf } from "#core/diff/value-diff.ts";

/** What changed from one JSON value to another: as text, table or tree, whichever suits both. */
export function ValueDiff({ before, after, label = "Changes" }: { before: unknown; after: unknown; label?: string }) {
  const difference = useMemo(() => differenceOf(before, after), [before, after]);
  switch (difference.view) {
    case "none":
      return (
        <p className="flex items-center gap-2 rounded-md border bg-canvas px-3 py-2 text-muted text-sm">
          <Equal aria-hidden className="size-4 shrink-0" /> No difference
        </p>
      );
    case "text": {
      const { diff } = difference;
      return (
        <DiffFrame
          label={label}
          counts={diff.counts}
          unit="line"
          cut={diff.cut && tooLarge(notCompared(diff.cut, "line"))}
        >
          <TextDiffView diff={diff} />
        </DiffFrame>
      );
    }
    case "table": {
      const { diff } = difference;
      return (
        <DiffFrame
          label={label}
          counts={diff.counts}
          unit="row"
          note={diff.by && `Rows matched by ${diff.by}`}
          cut={diff.cut && tooLarge(notCompared(diff.cut, "row"))}
        >
          <TableDiffView diff={diff} />
        </DiffFrame>
      );
    }
    case "json": {
      const { diff } = difference;
      return (
        <DiffFrame
          label={label}
          counts={diff.counts}
          unit="member"
          cut={diff.cut > 0 ? tooLarge(`Not compared: ${amount(diff.cut, "member")}`) : null}
        >
          <JsonDiffView diff={diff} />
        </DiffFrame>
      );
    }
  }
}

const tooLarge = (words: string) => `Too large to be compared in full. ${words}.`;
