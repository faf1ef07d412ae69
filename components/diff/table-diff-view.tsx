"use client";

import clsx from "clsx";
import { memo, useMemo, useReducer } from "react";
import { ChangedValue, Value } from "#components/diff/cell.tsx";
import { CutLine, FoldButton, MoreButton } from "#components/diff/fold-button.tsx";
import { changeFolds, initialFolds } from "#components/diff/folds.ts";
import { fillOf, Heard, Sign } from "#components/diff/marks.tsx";
import { notCompared } from "#components/diff/text-diff-view.tsx";
import { Th } from "#components/ui/table.tsx";
import { drawnRows, foldUnchanged } from "#core/diff/fold.ts";
import { memberOf } from "#core/diff/same-json.ts";
import type { TableColumn, TableDiff, TableRow } from "#core/diff/table-diff.ts";

const CONTEXT = 1;
const HEARD = {
  same: "Unchanged row",
  changed: "Changed row",
  moved: "Moved row",
  removed: "Removed row",
  added: "Added row",
};

/** Two tables in one: rows that came, went, changed or moved, and in each the cells that changed. */
export function TableDiffView({ diff }: { diff: TableDiff }) {
  const [{ open, max }, dispatch] = useReducer(changeFolds, initialFolds);
  const stretches = useMemo(
    () => foldUnchanged(diff.rows, { isChange: ({ kind }) => kind !== "same", context: CONTEXT }),
    [diff],
  );
  const { drawn, left } = drawnRows(stretches, open, max);
  const width = diff.columns.length + 1;
  return (
    <>
      <table className="w-full border-separate border-spacing-0 text-left text-sm">
        <thead className="sticky top-0 z-20">
          <tr>
            <Th className="sticky left-0 z-10 w-0 border-r px-2">
              <span className="sr-only">Change</span>
            </Th>
            {diff.columns.map(({ name, kind }) => (
              <Th key={name} className={fillOf(kind)}>
                <Sign change={kind} className={kind === "same" ? "" : "mr-1"} />
                {kind !== "same" && <Heard>{kind === "added" ? "Added column" : "Removed column"}</Heard>}
                {name}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {drawn.map((one) =>
            one.kind === "row" && one.row.kind !== "cut" ? (
              <Row key={one.at} row={one.row} columns={diff.columns} />
            ) : (
              <tr key={one.kind === "fold" ? `fold ${one.at}` : one.at}>
                <td colSpan={width} className="border-b p-0">
                  {one.kind === "fold" ? (
                    <FoldButton
                      count={one.count}
                      unit="row"
                      isOpen={one.isOpen}
                      onToggle={() => dispatch({ type: "toggle", at: one.at })}
                    />
                  ) : (
                    one.row.kind === "cut" && <CutLine>{notCompared(one.row, "row")}</CutLine>
                  )}
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
      <MoreButton left={left} onMore={() => dispatch({ type: "more" })} />
    </>
  );
}

type WholeRow = Exclude<TableRow, { kind: "cut" }>;

/** Kept as drawn: opening a fold must not compare the words of every cell again. */
const Row = memo(function Row({ row, columns }: { row: WholeRow; columns: TableColumn[] }) {
  const { kind, before, after } = row;
  const number = after?.number ?? before?.number;
  return (
    <tr className={clsx("group", fillOf(kind), kind === "same" && "text-muted")}>
      <th
        scope="row"
        className={clsx(
          "sticky left-0 whitespace-nowrap border-r border-b px-2 py-1.5 text-left align-top font-normal text-muted text-xs leading-5 group-last:border-b-0",
          fillOf(kind) || "bg-surface",
        )}
      >
        <Sign change={kind} className="mr-1 inline-block w-3 text-center" />
        <Heard>{HEARD[kind]}</Heard>
        {number}
        {row.moved && before && <span className="block text-accent-ink">was {before.number}</span>}
      </th>
      {columns.map(({ name }) => (
        <Cell
          key={name}
          kind={kind}
          before={before ? memberOf(before.row, name) : undefined}
          after={after ? memberOf(after.row, name) : undefined}
        />
      ))}
    </tr>
  );
});

function Cell({ kind, before, after }: { kind: WholeRow["kind"]; before: unknown; after: unknown }) {
  const isChanged = kind === "changed" && before !== after;
  return (
    <td className="border-b px-3 py-1.5 align-top group-last:border-b-0">
      <div className="w-max max-w-64 whitespace-pre-wrap [overflow-wrap:anywhere] sm:max-w-md">
        {isChanged ? (
          <ChangedValue before={before} after={after} />
        ) : kind === "removed" ? (
          before !== undefined && (
            <del className="decoration-danger-ink/70">
              <Value value={before} />
            </del>
          )
        ) : kind === "added" ? (
          after !== undefined && (
            <ins className="no-underline">
              <Value value={after} />
            </ins>
          )
        ) : (
          after !== undefined && <Value value={after} />
        )}
      </div>
    </td>
  );
}
