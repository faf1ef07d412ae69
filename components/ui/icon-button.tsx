import clsx from "clsx";
import type { ComponentProps } from "react";
import { Spinner } from "#components/ui/spinner.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";

interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label"> {
  /** What it does: its accessible name and its tooltip. */
  label: string;
  /** Shown in the tooltip, e.g. "⌘K". */
  shortcut?: string;
  size?: "sm" | "md";
  /** Work is under way: the button says so, and cannot be pressed again. */
  busy?: boolean;
}

export function IconButton({
  label,
  shortcut,
  size = "md",
  busy = false,
  className,
  disabled,
  children,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} {...(shortcut ? { shortcut } : {})}>
      <button
        type="button"
        aria-label={label}
        aria-busy={busy || undefined}
        disabled={disabled || busy}
        className={clsx(
          "inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors hover:bg-hover hover:text-ink active:bg-pressed",
          "disabled:cursor-not-allowed disabled:opacity-45 aria-pressed:bg-accent-soft aria-pressed:text-accent-ink [&_svg]:size-4",
          "pointer-coarse:min-h-10 pointer-coarse:min-w-10",
          size === "sm" ? "size-6" : "size-8",
          className,
        )}
        {...rest}
      >
        {busy ? <Spinner /> : children}
      </button>
    </Tooltip>
  );
}
