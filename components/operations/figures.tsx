import clsx from "clsx";

export interface Figure {
  label: string;
  value: string;
  /** What the number is made of, or means. */
  detail?: string;
  /** Whether somebody should look into it. */
  isAlarming?: boolean;
}

/** Numbers side by side, each under its name. */
export const Figures = ({ figures }: { figures: Figure[] }) => (
  <dl
    className={clsx(
      "grid gap-px overflow-hidden rounded-lg border bg-line",
      figures.length % 4 === 0 ? "grid-cols-2 md:grid-cols-4" : "grid-cols-3",
    )}
  >
    {figures.map(({ label, value, detail, isAlarming }) => (
      <div key={label} className="flex flex-col gap-0.5 bg-surface px-4 py-3">
        <dt className="text-muted text-xs">{label}</dt>
        <dd className="flex flex-col gap-0.5">
          <span className={clsx("font-semibold text-lg tabular-nums", isAlarming ? "text-danger-ink" : "text-ink")}>
            {value}
          </span>
          {detail && <span className="text-muted text-xs">{detail}</span>}
        </dd>
      </div>
    ))}
  </dl>
);
