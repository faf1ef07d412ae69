"use client";

import clsx from "clsx";
import { ArrowLeft, Equal } from "lucide-react";
import { useEffect, useRef } from "react";
import { CompareGraph } from "#components/compare/compare-graph.tsx";
import { CompareHeader } from "#components/compare/compare-header.tsx";
import { agreement } from "#components/compare/difference-words.ts";
import { DifferingList, type ListedRow } from "#components/compare/differing-list.tsx";
import { Parting } from "#components/compare/parting.tsx";
import { RunInputDiff } from "#components/compare/run-input-diff.tsx";
import { StageComparison } from "#components/compare/stage-comparison.tsx";
import { RUN_INPUT, useComparePlace } from "#components/compare/use-compare-place.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { useShortcuts } from "#components/ui/shortcuts.ts";
import type { RunComparison } from "#core/comparison-views.ts";

/** Two runs beside each other: where they part, the graph of what differs, and one stage in both. */
export function ComparedRuns({ comparison }: { comparison: RunComparison }) {
  const { first, second, stages, firstDiffering, hasOtherInput } = comparison;
  const [place, goTo] = useComparePlace();
  const pane = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);

  const listed: ListedRow[] = [
    ...(hasOtherInput ? [{ id: RUN_INPUT, differs: ["input" as const] }] : []),
    ...stages
      .filter(({ differs }) => place.showsAll || differs.length > 0)
      .map(({ stageId, differs }) => ({ id: stageId, differs })),
  ];
  const shown = place.stageId ?? firstDiffering ?? listed[0]?.id ?? null;
  const stage = stages.find(({ stageId }) => stageId === shown);

  // Keys may come faster than the address is shown: each starts from where the last one went.
  const wanted = useRef(shown);
  useEffect(() => {
    wanted.current = shown;
    // What is read starts at its top, and keeps the keyboard if it has it.
    if (pane.current) pane.current.scrollTop = 0;
  }, [shown]);
  const move = (step: 1 | -1) => {
    const at = listed.findIndex(({ id }) => id === wanted.current);
    const next = listed[Math.min(Math.max(at + step, 0), listed.length - 1)];
    if (!next) return;
    wanted.current = next.id;
    goTo({ stageId: next.id });
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(next.id)}"]`)?.focus(),
    );
  };
  const read = () => pane.current?.focus();
  useShortcuts("Comparison", [
    { keys: "j", label: "Next stage", run: () => move(1), moves: true },
    { keys: "k", label: "Previous stage", run: () => move(-1), moves: true },
    { keys: "enter", label: "Read the stage", run: read },
    { keys: "f", label: "Differing, or all stages", run: () => goTo({ showsAll: !place.showsAll }) },
  ]);

  const isNothingToSee = listed.length === 0 && !place.showsAll;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <CompareHeader first={first} second={second} />
      {isNothingToSee ? (
        <EmptyState
          icon={Equal}
          title="These runs do not differ"
          actions={<Button onClick={() => goTo({ showsAll: true })}>Show all stages</Button>}
        >
          {agreement(comparison)}
        </EmptyState>
      ) : (
        <>
          <Parting comparison={comparison} onShow={(stageId) => goTo({ stageId })} />
          <div className="h-[32dvh] max-h-80 min-h-44 shrink-0 border-b max-md:hidden">
            <CompareGraph
              comparison={comparison}
              selected={stage?.stageId ?? null}
              onSelect={(stageId) => goTo({ stageId })}
            />
          </div>
          <div className="flex min-h-0 flex-1">
            <div
              ref={list}
              className={clsx(
                "flex min-h-0 flex-col bg-surface max-md:flex-1 md:w-80 md:shrink-0 md:border-r",
                place.stageId !== null && "max-md:hidden",
              )}
            >
              <DifferingList
                comparison={comparison}
                rows={listed}
                selected={shown}
                showsAll={place.showsAll}
                onShowAll={(showsAll) => goTo({ showsAll })}
                onSelect={(stageId) => goTo({ stageId })}
                onEnter={read}
                onMove={move}
              />
            </div>
            <section
              ref={pane}
              tabIndex={-1}
              aria-label="What differs"
              className={clsx(
                "min-h-0 min-w-0 flex-1 overflow-y-auto focus:outline-none",
                place.stageId === null && "max-md:hidden",
              )}
            >
              <Button size="sm" look="ghost" className="mx-2 mt-2 md:hidden" onClick={() => goTo({ stageId: null })}>
                <ArrowLeft aria-hidden /> All that differs
              </Button>
              {shown === RUN_INPUT && <RunInputDiff first={first.id} second={second.id} />}
              {stage && <StageComparison key={stage.stageId} stage={stage} comparison={comparison} />}
            </section>
          </div>
        </>
      )}
    </div>
  );
}
