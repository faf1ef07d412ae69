"use client";

import clsx from "clsx";
import { memo, useMemo, useReducer } from "react";
import { amount } from "#components/diff/count-words.ts";
import { CutLine, FoldButton, MoreButton } from "#components/diff/fold-button.tsx";
import { changeFolds, initialFolds } from "#components/diff/folds.ts";
import { fillOf, Heard, Plain, Sign, Words } from "#components/diff/marks.tsx";
import { drawnRows, foldUnchanged } from "#core/diff/fold.ts";
import { type TextDiff, type TextRow, wordsOf } from "#core/diff/text-diff.ts";

const CONTEXT = 3;

/** Two texts line by line: a line that changed stands twice, with its words marked. */
export function TextDiffView({ diff }: { diff: TextDiff }) {
  const [{ open, max }, dispatch] = useReducer(changeFolds, initialFolds);
  const stretches = useMemo(
    () => foldUnchanged(diff.rows, { isChange: ({ kind }) => kind !== "same", context: CONTEXT }),
    [diff],
  );
  const { drawn, left } = drawnRows(stretches, open, max);
  return (
    <div className="py-0.5 font-mono text-xs leading-5">
      {drawn.map((one) =>
        one.kind === "fold" ? (
          <FoldButton
            key={`fold ${one.at}`}
            count={one.count}
            unit="line"
            isOpen={one.isOpen}
            onToggle={() => dispatch({ type: "toggle", at: one.at })}
          />
        ) : one.row.kind === "cut" ? (
          <CutLine key={one.at}>{notCompared(one.row, "line")}</CutLine>
        ) : (
          <Line key={one.at} row={one.row} />
        ),
      )}
      <MoreButton left={left} onMore={() => dispatch({ type: "more" })} />
    </div>
  );
}

/** What was left out, in words. */
export const notCompared = ({ before, after }: { before: number; after: number }, unit: string) =>
  `Not compared: ${amount(before, unit)} before, ${after.toLocaleString("en")} after`;

/** Kept as drawn: opening a fold must not compare the words of every line again. */
const Line = memo(function Line({ row }: { row: Exclude<TextRow, { kind: "cut" }> }) {
  return (
    <div className={clsx("flex", fillOf(row.kind))}>
      <LineNumber number={row.kind === "added" ? null : row.before} />
      <LineNumber number={row.kind === "removed" ? null : row.after} />
      <Sign change={row.kind} className="w-6 shrink-0 text-center" />
      <span
        className={clsx(
          "min-w-0 flex-1 whitespace-pre-wrap pr-3 [overflow-wrap:anywhere]",
          row.kind === "same" && "text-muted",
        )}
      >
        <Content row={row} />
      </span>
    </div>
  );
});

function Content({ row }: { row: Exclude<TextRow, { kind: "cut" }> }) {
  const text = row.text === "" ? <Heard>empty line</Heard> : <Plain text={row.text} />;
  if (row.kind === "same") return text;
  const isRemoved = row.kind === "removed";
  const words = wordsOf(row);
  if (words)
    return (
      <>
        <Heard>{isRemoved ? "Line before:" : "Line after:"}</Heard>
        <Words parts={words} />
      </>
    );
  const Tag = isRemoved ? "del" : "ins";
  return (
    <Tag className="no-underline">
      <Heard>{isRemoved ? "Removed line:" : "Added line:"}</Heard>
      {text}
    </Tag>
  );
}

const LineNumber = ({ number }: { number: number | null }) => (
  <span aria-hidden className="min-w-[5ch] shrink-0 select-none pr-1 text-right text-muted max-sm:hidden">
    {number}
  </span>
);
