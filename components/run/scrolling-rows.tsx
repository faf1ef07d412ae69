"use client";

import clsx from "clsx";
import { type ReactNode, useCallback, useRef, useState } from "react";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";

const AT_END_PX = 24;

interface ScrollingRowsProps<Row> {
  rows: readonly Row[];
  label: string;
  estimatedHeight: number;
  keyOf: (row: Row, index: number) => string | number;
  children: (row: Row, index: number) => ReactNode;
  className?: string;
  /** Keeps the newest row in view; `onFollow` tells when the reader scrolls away. */
  follow?: boolean;
  onFollow?: (follow: boolean) => void;
  onNearEnd?: () => void;
}

/** A list of any length that scrolls by itself, not with its page. */
export function ScrollingRows<Row>({
  rows,
  label,
  estimatedHeight,
  keyOf,
  children,
  className,
  follow = false,
  onFollow,
  onNearEnd,
}: ScrollingRowsProps<Row>) {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const scroller = useCallback(() => element, [element]);
  const lastTop = useRef(0);
  return (
    <section
      ref={setElement}
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
      <VirtualRows
        rows={rows}
        rowHeight={estimatedHeight}
        keyOf={keyOf}
        scroller={scroller}
        label={label}
        onEnd={onNearEnd}
        {...(follow && { activeIndex: rows.length - 1 })}
      >
        {children}
      </VirtualRows>
    </section>
  );
}
