import clsx from "clsx";
import { ChevronsUpDown } from "lucide-react";
import type { ComponentProps } from "react";
import { CONTROL } from "#components/ui/input.tsx";

/** The platform's own select: right on a phone, by keyboard and with a screen reader. */
export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <span className={clsx("relative inline-flex w-full min-w-0", className)}>
      <select className={clsx(CONTROL, "h-8 appearance-none pr-7 enabled:bg-surface!")} {...rest}>
        {children}
      </select>
      <ChevronsUpDown
        aria-hidden
        className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-2 size-3.5 text-faint"
      />
    </span>
  );
}
