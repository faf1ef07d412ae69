// biome-ignore-all lint/a11y/useSemanticElements: a table cannot leave out the rows and columns that are not in sight
"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { placeAfter } from "#components/items/grid-place.ts";
import { cellId, FIRST_WIDTH, HEADER_HEIGHT, ItemGridRow, runAddress } from "#components/items/item-grid-row.tsx";
import type { ItemRow } from "#core/views.ts";

const ROW_HEIGHT = 40;
const COLUMN_WIDTH = 128;
const OVERSCAN = 6;

interface ItemGridProps {
  rows: readonly ItemRow[];
  stages: readonly { id: string; title: string }[];
  /** Whether earlier runs are being looked through for more. */
  isLooking: boolean;
  /** Called when the end comes near, while there is more to load. */
  onEnd: (() => void) | undefined;
}

/** Items by stages. It draws only what is in sight, and one walks through its cells by keyboard. */
export function ItemGrid({ rows, stages, isLooking, onEnd }: ItemGridProps) {
  const router = useRouter();
  const scroller = useRef<HTMLDivElement>(null);
  const [wanted, setPlace] = useState({ row: 0, column: 0 });
  const place = { row: Math.min(wanted.row, rows.length - 1), column: Math.min(wanted.column, stages.length) };
  const down = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.itemId ?? index,
    overscan: OVERSCAN,
    paddingStart: HEADER_HEIGHT,
    scrollPaddingStart: HEADER_HEIGHT,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: stages.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => COLUMN_WIDTH,
    overscan: OVERSCAN,
    paddingStart: FIRST_WIDTH,
    scrollPaddingStart: FIRST_WIDTH,
  });
  const shown = down.getVirtualItems();
  const columns = across.getVirtualItems();
  const isNearEnd = (shown.at(-1)?.index ?? 0) >= rows.length - OVERSCAN;
  useEffect(() => {
    if (isNearEnd) onEnd?.();
  }, [isNearEnd, onEnd]);

  function onKeyDown(event: KeyboardEvent) {
    const current = rows[place.row];
    if (event.key === "Enter" && current) {
      event.preventDefault();
      router.push(runAddress(current.runId, stages[place.column - 1]?.id ?? null));
      return;
    }
    const page = Math.max(1, shown.length - 2 * OVERSCAN);
    const size = { rows: rows.length, columns: stages.length + 1, page };
    const next = placeAfter(place, event.key, event.ctrlKey || event.metaKey, size);
    if (!next) return;
    event.preventDefault();
    setPlace(next);
    down.scrollToIndex(next.row, { align: "auto" });
    if (next.column > 0) across.scrollToIndex(next.column - 1, { align: "auto" });
    else scroller.current?.scrollTo({ left: 0 });
  }

  const width = across.getTotalSize();
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label="Items by stages"
        aria-rowcount={rows.length + 1}
        aria-colcount={stages.length + 1}
        aria-activedescendant={cellId(place)}
        onKeyDown={onKeyDown}
        className="group min-h-0 flex-1 overflow-auto focus-visible:outline-offset-[-2px]"
      >
        <div role="presentation" className="relative min-w-full" style={{ width, height: down.getTotalSize() }}>
          <div
            role="row"
            aria-rowindex={1}
            tabIndex={-1}
            className="sticky top-0 z-20 min-w-full border-b bg-canvas font-medium text-muted text-xs"
            style={{ width, height: HEADER_HEIGHT }}
          >
            <div
              role="columnheader"
              tabIndex={-1}
              aria-colindex={1}
              className="sticky left-0 z-10 flex h-full items-center border-r bg-canvas pr-3 pl-4 md:pl-6"
              style={{ width: FIRST_WIDTH }}
            >
              Item
            </div>
            {columns.map(({ index, start, size }) => (
              <div
                key={index}
                role="columnheader"
                tabIndex={-1}
                aria-colindex={index + 2}
                title={stages[index]?.title}
                className="absolute top-0 flex h-full items-center px-3"
                style={{ left: start, width: size }}
              >
                <span className="truncate">{stages[index]?.title}</span>
              </div>
            ))}
          </div>
          {shown.map(({ index, start, key }) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <ItemGridRow
                key={key}
                row={row}
                index={index}
                stages={stages}
                columns={columns}
                activeColumn={index === place.row ? place.column : null}
                style={{ transform: `translateY(${start}px)`, height: ROW_HEIGHT, width }}
              />
            );
          })}
        </div>
      </div>
      {isLooking && (
        <p role="status" className="border-t px-3 py-2 text-muted text-sm">
          Looking through earlier runs…
        </p>
      )}
    </div>
  );
}
