"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { type ReactNode, useEffect, useRef } from "react";

const OVERSCAN = 12;
const NEAR_END_ROWS = 40;
const AT_END_PX = 24;

interface VirtualRowsProps<Row> {
  rows: readonly Row[];
  label: string;
  estimatedHeight: number;
  keyOf: (row: Row, index: number) => string | number;
  children: (row: Row, index: number) => ReactNode;
  className?: string;
  /** Keeps the newest row in view; `onFollow` tells when the reader scrolls away or back. */
  follow?: boolean;
  onFollow?: (follow: boolean) => void;
  onNearEnd?: () => void;
}

/** A list of any length: only what is seen is drawn. */
export function VirtualRows<Row>({
  rows,
  label,
  estimatedHeight,
  keyOf,
  children,
  className,
  follow = false,
  onFollow,
  onNearEnd,
}: VirtualRowsProps<Row>) {
  const scroller = useRef<HTMLElement>(null);
  const lastTop = useRef(0);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimatedHeight,
    getItemKey: (index) => keyOf(rows[index] as Row, index),
    overscan: OVERSCAN,
  });
  const items = virtualizer.getVirtualItems();

  const count = rows.length;
  useEffect(() => {
    if (follow && count > 0) virtualizer.scrollToIndex(count - 1, { align: "end" });
  }, [follow, count, virtualizer]);

  const isNearEnd = (items.at(-1)?.index ?? 0) >= count - NEAR_END_ROWS;
  useEffect(() => {
    if (isNearEnd) onNearEnd?.();
  }, [isNearEnd, onNearEnd]);

  return (
    <section
      ref={scroller}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className={clsx("min-h-0 flex-1 overflow-auto focus-visible:outline-offset-[-2px]", className)}
      onScroll={({ currentTarget }) => {
        const { scrollTop, scrollHeight, clientHeight } = currentTarget;
        const hasScrolledUp = scrollTop < lastTop.current;
        lastTop.current = scrollTop;
        if (follow && hasScrolledUp && scrollHeight - scrollTop - clientHeight > AT_END_PX) onFollow?.(false);
      }}
    >
      <ul className="relative w-full" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => (
          <li
            key={item.key}
            ref={virtualizer.measureElement}
            data-index={item.index}
            aria-posinset={item.index + 1}
            aria-setsize={count}
            className="absolute top-0 left-0 w-full"
            style={{ transform: `translateY(${item.start}px)` }}
          >
            {children(rows[item.index] as Row, item.index)}
          </li>
        ))}
      </ul>
    </section>
  );
}
