import clsx from "clsx";

export const Skeleton = ({ className }: { className?: string }) => (
  <div aria-hidden className={clsx("animate-pulse rounded-md bg-pressed", className)} />
);

/** Rows that stand in for a list while it loads. */
export const SkeletonRows = ({ count = 6, label = "Loading" }: { count?: number; label?: string }) => (
  <div role="status" className="flex flex-col gap-2 p-4">
    <span className="sr-only">{label}</span>
    {Array.from({ length: count }, (_, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
      <Skeleton key={index} className="h-10" />
    ))}
  </div>
);
