import clsx from "clsx";
import { type KeyboardEvent, useCallback, useState } from "react";
import { DifferenceBadges } from "#components/compare/difference-badge.tsx";
import { titleOf } from "#components/compare/difference-words.ts";
import { RUN_INPUT } from "#components/compare/use-compare-place.ts";
import { Badge } from "#components/ui/badge.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";
import type { Difference } from "#core/compare-runs.ts";
import type { RunComparison } from "#core/comparison-views.ts";

const ROW_HEIGHT = 60;

export interface ListedRow {
  id: string;
  differs: Difference[];
}

interface DifferingListProps {
  comparison: RunComparison;
  rows: readonly ListedRow[];
  selected: string | null;
  showsAll: boolean;
  onShowAll: (showsAll: boolean) => void;
  onSelect: (id: string) => void;
  /** It was pressed by keyboard: what it shows is read now. */
  onEnter: () => void;
  onMove: (step: 1 | -1) => void;
}

/** The stages that differ, or all of them, in the order in which they run. */
export function DifferingList(props: DifferingListProps) {
  const { comparison, rows, selected, showsAll, onShowAll, onSelect, onEnter, onMove } = props;
  // As state: the rows are measured when it is there.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const findScroller = useCallback(() => scroller, [scroller]);
  const walk = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    onMove(event.key === "ArrowDown" ? 1 : -1);
  };
  const differing = comparison.stages.filter(({ differs }) => differs.length > 0).length;
  return (
    <>
      <fieldset className="flex shrink-0 gap-1 border-b bg-surface px-3">
        <legend className="sr-only">Stages that are listed</legend>
        <Filter isOn={!showsAll} count={differing} onClick={() => onShowAll(false)}>
          Differing
        </Filter>
        <Filter isOn={showsAll} count={comparison.stages.length} onClick={() => onShowAll(true)}>
          All stages
        </Filter>
      </fieldset>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows walk the rows, which can be pressed themselves */}
      <div ref={setScroller} onKeyDown={walk} className="min-h-0 flex-1 overflow-y-auto">
        {rows.length === 0 ? (
          <p className="px-4 py-6 text-muted">No stage differs.</p>
        ) : (
          <VirtualRows
            rows={rows}
            rowHeight={ROW_HEIGHT}
            keyOf={({ id }) => id}
            scroller={findScroller}
            label={showsAll ? "All stages" : "Stages that differ"}
            activeIndex={rows.findIndex(({ id }) => id === selected)}
          >
            {({ id, differs }) => (
              <button
                type="button"
                data-row={id}
                aria-current={id === selected ? "true" : undefined}
                onClick={(event) => {
                  onSelect(id);
                  if (event.detail === 0) onEnter();
                }}
                className={clsx(
                  "flex min-h-15 w-full flex-col justify-center gap-1 border-b border-l-2 px-4 py-2 text-left focus-visible:outline-offset-[-2px]",
                  id === selected ? "border-l-accent bg-accent-soft" : "border-l-transparent hover:bg-hover",
                )}
              >
                <span className="flex w-full items-center gap-2">
                  <span className="min-w-0 flex-1 truncate font-medium">
                    {id === RUN_INPUT ? "Input of the runs" : titleOf(id, comparison)}
                  </span>
                  {id === comparison.firstDiffering && (
                    <Badge tone="accent" className={id === selected ? "bg-surface" : ""}>
                      First to differ
                    </Badge>
                  )}
                </span>
                <DifferenceBadges differs={differs} />
              </button>
            )}
          </VirtualRows>
        )}
      </div>
    </>
  );
}

interface FilterProps {
  isOn: boolean;
  count: number;
  onClick: () => void;
  children: string;
}

const Filter = ({ isOn, count, onClick, children }: FilterProps) => (
  <button
    type="button"
    aria-pressed={isOn}
    onClick={onClick}
    className={clsx(
      "-mb-px flex h-10 items-center gap-1.5 border-b-2 px-2 font-medium text-sm focus-visible:outline-offset-[-4px]",
      isOn ? "border-accent text-ink" : "border-transparent text-muted hover:text-ink",
    )}
  >
    {children} <span className="text-muted text-xs">{count.toLocaleString("en")}</span>
  </button>
);
