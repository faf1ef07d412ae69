import clsx from "clsx";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { Spinner } from "#components/ui/spinner.tsx";

const LOOKS = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong border-transparent",
  secondary: "bg-surface text-ink border-line-strong hover:bg-hover active:bg-pressed",
  ghost: "bg-transparent text-muted border-transparent hover:bg-hover hover:text-ink active:bg-pressed",
  danger: "bg-danger text-on-accent hover:bg-danger-strong border-transparent",
} as const;

const SIZES = {
  sm: "h-7 px-2 text-sm gap-1.5",
  md: "h-8 px-3 text-base gap-2",
  lg: "h-10 px-4 text-base gap-2",
} as const;

export interface ButtonProps extends ComponentProps<"button"> {
  look?: keyof typeof LOOKS;
  size?: keyof typeof SIZES;
  /** Work is under way: the button stays in place, says so, and cannot be pressed again. */
  busy?: boolean;
  /** Render the only child (a link) with the look of a button. */
  asChild?: boolean;
}

export function Button({
  look = "secondary",
  size = "md",
  busy = false,
  asChild,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  const classes = clsx(
    "inline-flex shrink-0 items-center justify-center whitespace-nowrap rounded-md border font-medium transition-colors select-none",
    "disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0 pointer-coarse:min-h-10",
    LOOKS[look],
    SIZES[size],
    className,
  );
  if (asChild)
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  return (
    <button type="button" className={classes} disabled={disabled || busy} aria-busy={busy || undefined} {...rest}>
      {busy && <Spinner />}
      {children}
    </button>
  );
}
