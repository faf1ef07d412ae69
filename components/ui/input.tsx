import clsx from "clsx";
import type { ComponentProps } from "react";

/** The look of everything one types into. */
export const CONTROL = clsx(
  "w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-base text-ink transition-colors hover:border-faint",
  "focus-visible:border-focus focus-visible:outline-1 focus-visible:outline-offset-0",
  "disabled:cursor-not-allowed disabled:bg-hover disabled:text-muted [&[readonly]]:bg-hover",
  "aria-invalid:border-danger-ink pointer-coarse:min-h-10 max-md:text-lg",
);

export const Input = ({ className, ...rest }: ComponentProps<"input">) => (
  <input className={clsx(CONTROL, "h-8", className)} {...rest} />
);

export const Textarea = ({ className, rows = 4, ...rest }: ComponentProps<"textarea">) => (
  <textarea rows={rows} className={clsx(CONTROL, "resize-y py-1.5", className)} {...rest} />
);
