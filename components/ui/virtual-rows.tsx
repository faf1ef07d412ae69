"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";

const OVERSCAN = 8;

interface VirtualRowsProps<Row> {
  rows: readonly Row[];
  /** Height to reckon with before a row is measured, in pixels. */
  rowHeight: number;
  keyOf: (row: Row, index: number) => string | number;
  children: (row: Row, index: number) => ReactNode;
  /** Finds what scrolls: the nearest ancestor that does. */
  scroller: () => HTMLElement | null;
  label: string;
  /** Called when the end comes near, while there is more to load. */
  onEnd?: (() => void) | undefined;
  /** The row that is kept in view. */
  activeIndex?: number;
}

/** A list that draws only what is in view, however long it is. */
export function VirtualRows<Row>({
  rows,
  rowHeight,
  keyOf,
  children,
  scroller,
  label,
  onEnd,
  activeIndex,
}: VirtualRowsProps<Row>) {
  const list = useRef<HTMLUListElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    const frame = scroller();
    if (!list.current || !frame) return;
    setScrollMargin(list.current.getBoundingClientRect().top - frame.getBoundingClientRect().top + frame.scrollTop);
  }, [scroller]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: scroller,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row, index);
    },
    overscan: OVERSCAN,
    scrollMargin,
  });
  const shown = virtual.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  const isNearEnd = rows.length > 0 && lastShown >= rows.length - OVERSCAN;
  useEffect(() => {
    if (isNearEnd) onEnd?.();
  }, [isNearEnd, onEnd]);
  useEffect(() => {
    if (activeIndex !== undefined && activeIndex >= 0) virtual.scrollToIndex(activeIndex, { align: "auto" });
  }, [activeIndex, virtual]);

  return (
    <ul ref={list} aria-label={label} className="relative" style={{ height: virtual.getTotalSize() }}>
      {shown.map((item) => {
        const row = rows[item.index];
        if (row === undefined) return null;
        return (
          <li
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            aria-setsize={rows.length}
            aria-posinset={item.index + 1}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${item.start - scrollMargin}px)` }}
          >
            {children(row, item.index)}
          </li>
        );
      })}
    </ul>
  );
}
