// biome-ignore-all lint/a11y/useSemanticElements: a table cannot leave out the rows and columns that are not in sight
import type { VirtualItem } from "@tanstack/react-virtual";
import clsx from "clsx";
import Link from "next/link";
import type { CSSProperties } from "react";
import { cellName, countText } from "#components/items/cell-words.ts";
import type { GridPlace } from "#components/items/grid-place.ts";
import { StatusIcon } from "#components/ui/status-badge.tsx";
import { STATUS_LOOK } from "#components/ui/status-look.ts";
import type { ItemRow } from "#core/views.ts";

export const HEADER_HEIGHT = 40;
export const FIRST_WIDTH = 184;

/** Where Enter leads: an item's run, at a stage of it. */
export const runAddress = (runId: number, stageId: string | null): string =>
  stageId === null ? `/runs/${runId}` : `/runs/${runId}?stage=${encodeURIComponent(stageId)}`;

export const cellId = ({ row, column }: GridPlace): string => `item-cell-${row}-${column}`;

const ACTIVE = "group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 group-focus-visible:outline-focus";

interface ItemGridRowProps {
  row: ItemRow;
  index: number;
  stages: readonly { id: string; title: string }[];
  columns: readonly VirtualItem[];
  /** The column in which the keyboard is; null when it is in another row. */
  activeColumn: number | null;
  style: CSSProperties;
}

/** One item: its id, and how each stage in sight stands in its latest run. */
export function ItemGridRow({ row, index, stages, columns, activeColumn, style }: ItemGridRowProps) {
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      className="absolute top-0 left-0 min-w-full border-b hover:bg-hover"
      style={style}
    >
      <div
        role="rowheader"
        tabIndex={-1}
        id={cellId({ row: index, column: 0 })}
        aria-colindex={1}
        className={clsx("sticky left-0 z-10 h-full border-r bg-surface", activeColumn === 0 && ACTIVE)}
        style={{ width: FIRST_WIDTH }}
      >
        <Link
          href={runAddress(row.runId, null)}
          prefetch={false}
          tabIndex={-1}
          aria-label={`${row.itemId}: ${STATUS_LOOK[row.status].label}, run ${row.runId}`}
          title={row.itemId}
          className="flex h-full items-center gap-2 pr-3 pl-4 text-sm md:pl-6"
        >
          <StatusIcon status={row.status} className="size-3.5" />
          <span className="truncate">{row.itemId}</span>
        </Link>
      </div>
      {columns.map(({ index: column, start, size }) => {
        const stage = stages[column];
        if (!stage) return null;
        const cell = row.cells[stage.id];
        return (
          <div
            key={column}
            role="gridcell"
            tabIndex={-1}
            id={cellId({ row: index, column: column + 1 })}
            aria-colindex={column + 2}
            className={clsx("absolute top-0 h-full", activeColumn === column + 1 && ACTIVE)}
            style={{ left: start, width: size }}
          >
            <Link
              href={runAddress(row.runId, cell ? stage.id : null)}
              prefetch={false}
              tabIndex={-1}
              aria-label={cellName(stage.title, cell)}
              title={cellName(stage.title, cell)}
              className="flex h-full items-center gap-1.5 px-3 text-muted text-xs"
            >
              {cell ? <StatusIcon status={cell.status} /> : <span aria-hidden>–</span>}
              <span className="truncate">{cell && countText(cell)}</span>
            </Link>
          </div>
        );
      })}
    </div>
  );
}
