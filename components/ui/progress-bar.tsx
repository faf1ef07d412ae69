/** How much of something is done, as a bar; `label` says it in words. */
export function ProgressBar({
  done,
  failed = 0,
  total,
  label,
  isCanceled = false,
}: {
  done: number;
  failed?: number;
  total: number;
  label: string;
  isCanceled?: boolean;
}) {
  const share = (part: number) => `${total === 0 ? 0 : (100 * part) / total}%`;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
      className="flex h-1.5 w-full overflow-hidden rounded-full bg-pressed"
    >
      <div
        data-status={isCanceled ? "canceled" : "completed"}
        className="bg-status transition-[width]"
        style={{ width: share(done - failed) }}
      />
      <div data-status="failed" className="bg-status transition-[width]" style={{ width: share(failed) }} />
    </div>
  );
}
