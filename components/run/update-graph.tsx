import { FATE_LOOK } from "#components/graph/fate-look.ts";
import { GraphCanvas } from "#components/graph/graph-canvas.tsx";
import type { StageFate } from "#components/graph/graph-node.ts";
import { useIsWide } from "#components/run/use-is-wide.ts";
import type { Definition } from "#core/definition.ts";

interface UpdateGraphProps {
  runId: number;
  definition: Definition;
  fates: ReadonlyMap<string, StageFate>;
  onPick: (stageId: string) => void;
}

const LEGEND = [
  { fate: "runs", words: "Will run" },
  { fate: "may", words: "Runs if what it is given changed" },
  { fate: "reused", words: "Reused" },
] as const;

/** What would become of each stage, and why: as a graph, or as a list where there is no room for one. */
export function UpdateGraph({ runId, definition, fates, onPick }: UpdateGraphProps) {
  const isWide = useIsWide();
  return (
    <section aria-label="What would run" className="flex min-w-0 flex-col max-md:border-t md:min-h-64 md:flex-1">
      <ul
        aria-label="Legend"
        className="flex shrink-0 flex-wrap gap-x-5 gap-y-1 border-b px-4 py-2.5 text-muted text-xs [&_svg]:size-3.5"
      >
        {LEGEND.map(({ fate, words }) => {
          const Icon = FATE_LOOK[fate].icon;
          return (
            <li key={fate} className="flex items-center gap-1.5">
              <Icon aria-hidden className={fate === "reused" ? undefined : "text-accent-ink"} />
              {words}
            </li>
          );
        })}
      </ul>
      {isWide ? (
        <div className="min-h-0 flex-1">
          <GraphCanvas
            definition={definition}
            label={`What a change of run ${runId} would run`}
            fates={fates}
            onPick={onPick}
          />
        </div>
      ) : (
        <FateList definition={definition} fates={fates} onPick={onPick} />
      )}
    </section>
  );
}

const FateList = ({ definition, fates, onPick }: Omit<UpdateGraphProps, "runId">) => (
  <ul aria-label="Stages" className="flex flex-col gap-2 p-4">
    {definition.stages.map(({ id, title }) => {
      const known = fates.get(id);
      const Icon = known && FATE_LOOK[known.fate].icon;
      return (
        <li key={id} className="[contain-intrinsic-height:48px] [content-visibility:auto]">
          <button
            type="button"
            data-fate={known?.fate}
            onClick={() => onPick(id)}
            className="flex min-h-12 w-full items-center gap-3 rounded-md border bg-surface px-3 py-2 text-left data-[fate=may]:border-accent data-[fate=runs]:border-accent data-[fate=may]:border-dashed data-[fate=runs]:bg-accent-soft data-[fate=reused]:bg-canvas"
          >
            {Icon && <Icon aria-hidden className="size-4 shrink-0 text-muted" />}
            <span className="flex min-w-0 flex-1 flex-col">
              <span className="truncate font-medium">{title || id}</span>
              {known && (
                <span className="truncate text-muted text-xs">
                  {FATE_LOOK[known.fate].label}
                  {known.reason && `: ${known.reason.charAt(0).toLowerCase()}${known.reason.slice(1)}`}
                </span>
              )}
            </span>
          </button>
        </li>
      );
    })}
  </ul>
);
