"use client";

import clsx from "clsx";
import { type CSSProperties, memo, type ReactNode, useMemo, useReducer } from "react";
import { ChangedValue } from "#components/diff/cell.tsx";
import { amount } from "#components/diff/count-words.ts";
import { CutLine, FoldButton, MoreButton } from "#components/diff/fold-button.tsx";
import { changeFolds, initialFolds } from "#components/diff/folds.ts";
import { fillOf, Heard, Sign } from "#components/diff/marks.tsx";
import { TextDiffView } from "#components/diff/text-diff-view.tsx";
import { WholeValue } from "#components/diff/whole-value.tsx";
import { drawnRows, foldUnchanged } from "#core/diff/fold.ts";
import type { JsonDiff, JsonLine } from "#core/diff/json-diff.ts";
import { diffTexts } from "#core/diff/text-diff.ts";

/** From here on, two strings are compared as texts. */
const LONG_TEXT = 160;

/** Two JSON values as one tree: what changed, each at its place, and what did not folded away. */
export function JsonDiffView({ diff }: { diff: JsonDiff }) {
  const [{ open, max }, dispatch] = useReducer(changeFolds, initialFolds);
  const stretches = useMemo(
    () =>
      foldUnchanged(diff.lines, {
        isChange: ({ kind }) => kind !== "same",
        context: 0,
        belongs: (line, previous) => line.depth === previous.depth,
      }),
    [diff],
  );
  const { drawn, left } = drawnRows(stretches, open, max);
  return (
    <div className="py-1 font-mono text-xs leading-5">
      {drawn.map((one) =>
        one.kind === "fold" ? (
          <Indented key={`fold ${one.at}`} depth={diff.lines[one.at]?.depth ?? 0} className="bg-canvas">
            <FoldButton
              count={one.count}
              unit="member"
              isOpen={one.isOpen}
              onToggle={() => dispatch({ type: "toggle", at: one.at })}
            />
          </Indented>
        ) : (
          <Line key={one.at} line={one.row} />
        ),
      )}
      <MoreButton left={left} onMore={() => dispatch({ type: "more" })} />
    </div>
  );
}

/** What lies in the root is not indented. */
const Indented = ({ depth, className, children }: { depth: number; className?: string; children: ReactNode }) => (
  <div
    className={clsx("pl-[calc(var(--depth)*0.75rem)] sm:pl-[calc(var(--depth)*1.25rem)]", className)}
    style={{ "--depth": Math.max(depth - 1, 0) } as CSSProperties}
  >
    {children}
  </div>
);

/** Kept as drawn: opening a fold must not compare the words of every line again. */
const Line = memo(function Line({ line }: { line: JsonLine }) {
  if (line.kind === "cut")
    return <CutLine>{`Not compared: ${amount(line.count, "member")} of ${line.path || "the value"}`}</CutLine>;
  if (line.kind === "inside" && line.name === null) return null;
  const change = line.kind === "inside" ? "same" : line.kind;
  return (
    <Indented depth={line.depth} className={fillOf(change)}>
      <div className="flex">
        <Sign change={line.kind === "inside" && line.move ? "moved" : change} className="w-6 shrink-0 text-center" />
        <div className="min-w-0 flex-1 whitespace-pre-wrap pr-3 [overflow-wrap:anywhere]">
          <Name line={line} />
          <Content line={line} />
        </div>
      </div>
    </Indented>
  );
});

const HEARD = {
  same: "Unchanged",
  changed: "Changed",
  moved: "Moved",
  removed: "Removed",
  added: "Added",
  inside: "In",
};

const Name = ({ line }: { line: Exclude<JsonLine, { kind: "cut" }> }) => (
  <>
    <Heard>{`${HEARD[line.kind]} ${line.path}`}</Heard>
    {line.name !== null && (
      <span aria-hidden title={line.path} className="text-accent-ink">
        {typeof line.name === "number" ? `[${line.name}]` : line.name}
      </span>
    )}
    {line.move && <span className="ml-1 font-sans text-muted">was [{line.move.from}]</span>}
    {line.name !== null && line.kind !== "inside" && (
      <span aria-hidden className="text-faint">
        :{" "}
      </span>
    )}
  </>
);

function Content({ line }: { line: Exclude<JsonLine, { kind: "cut" }> }) {
  switch (line.kind) {
    case "inside":
      return <span className="text-faint"> {line.isList ? "[ ]" : "{ }"}</span>;
    case "changed":
      return <Changed before={line.before} after={line.after} />;
    case "removed":
      return (
        <del className="no-underline">
          <WholeValue value={line.value} />
        </del>
      );
    case "added":
      return (
        <ins className="no-underline">
          <WholeValue value={line.value} />
        </ins>
      );
    default:
      return (
        <span className="text-muted">
          <WholeValue value={line.value} isPreview />
        </span>
      );
  }
}

function Changed({ before, after }: { before: unknown; after: unknown }) {
  if (typeof before === "string" && typeof after === "string") {
    const isText = before.includes("\n") || after.includes("\n") || before.length + after.length > LONG_TEXT;
    return isText ? (
      <NestedText before={before} after={after} />
    ) : (
      <ChangedValue before={before} after={after} quoted />
    );
  }
  if (isPlain(before) && isPlain(after)) return <ChangedValue before={before} after={after} quoted />;
  return (
    <>
      <del className="block rounded-sm bg-danger-soft px-1 no-underline">
        <Sign change="removed" className="mr-1" />
        <Heard>before:</Heard>
        <WholeValue value={before} />
      </del>
      <ins className="block rounded-sm bg-success-soft px-1 no-underline">
        <Sign change="added" className="mr-1" />
        <Heard>after:</Heard>
        <WholeValue value={after} />
      </ins>
    </>
  );
}

const isPlain = (value: unknown) => typeof value !== "object" || value === null;

function NestedText({ before, after }: { before: string; after: string }) {
  const diff = useMemo(() => diffTexts(before, after), [before, after]);
  return (
    <div className="my-1 overflow-hidden rounded-md border bg-surface">
      <TextDiffView diff={diff} />
    </div>
  );
}
