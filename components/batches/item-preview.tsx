"use client";

import clsx from "clsx";
import { useCallback, useRef, useState } from "react";
import type { ReadItem } from "#components/batches/read-items.ts";
import type { CheckedItems } from "#components/batches/use-checked-items.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";

const ROW_HEIGHT = 28;
const SHOWN_TEXT = 300;

/** The items as they were read, each with its mistake; only what is in view is drawn. */
export function ItemPreview({ checked }: { checked: CheckedItems }) {
  const box = useRef<HTMLDivElement>(null);
  const scroller = useCallback(() => box.current, []);
  const [onlyMistakes, setOnlyMistakes] = useState(false);
  const { items, total, mistakes } = checked;
  if (total === 0) return null;
  const shown = onlyMistakes && mistakes > 0 ? items.filter(({ mistake }) => mistake !== null) : items;
  const isReading = items.length < total;
  return (
    <section aria-label="Items" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2 text-sm">
        <p role="status">
          {isReading ? `Reading ${items.length} of ${total} items` : `${total} ${total === 1 ? "item" : "items"}`}
          {mistakes > 0 && <span className="text-danger-ink">, {mistakes} cannot be run</span>}
        </p>
        {mistakes > 0 && (
          // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox within is a button that the label names
          <label className="flex items-center gap-2">
            <Checkbox checked={onlyMistakes} onCheckedChange={(on) => setOnlyMistakes(on === true)} />
            Only those
          </label>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section ref={box} tabIndex={0} aria-label="Preview" className="h-48 overflow-y-auto rounded-md border">
        <VirtualRows
          rows={shown}
          rowHeight={ROW_HEIGHT}
          keyOf={({ place }) => place}
          scroller={scroller}
          label="Items as they were read"
        >
          {(item) => <PreviewRow item={item} />}
        </VirtualRows>
      </section>
    </section>
  );
}

const PreviewRow = ({ item: { place, text, mistake } }: { item: ReadItem }) => (
  <div className={clsx("border-b px-2 py-1 font-mono text-xs", mistake !== null && "bg-danger-soft")}>
    <p className="flex gap-2">
      <span className="w-10 shrink-0 text-right text-muted">{place}</span>
      <span className="truncate">{text.slice(0, SHOWN_TEXT)}</span>
    </p>
    {mistake !== null && <p className="pl-12 font-sans text-danger-ink">{mistake}</p>}
  </div>
);
