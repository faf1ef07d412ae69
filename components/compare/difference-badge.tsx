import { DIFFERENCE_LOOK } from "#components/compare/difference-look.ts";
import type { Difference } from "#core/compare-runs.ts";

/** What differs, as icon and word. */
export function DifferenceBadge({ difference }: { difference: Difference | "none" }) {
  const { label, icon: Icon } = DIFFERENCE_LOOK[difference];
  return (
    <span
      data-difference={difference}
      className="inline-flex h-5 items-center gap-1 whitespace-nowrap rounded-sm bg-status-soft px-1.5 font-medium text-2xs text-status"
    >
      <Icon aria-hidden className="size-3" /> {label}
    </span>
  );
}

/** All that differs of a stage. */
export const DifferenceBadges = ({ differs }: { differs: readonly Difference[] }) => (
  <span className="flex flex-wrap gap-1">
    {differs.length === 0 ? (
      <DifferenceBadge difference="none" />
    ) : (
      differs.map((difference) => <DifferenceBadge key={difference} difference={difference} />)
    )}
  </span>
);
