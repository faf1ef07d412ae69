"use client";

import clsx from "clsx";
import { Switch as Radix } from "radix-ui";
import type { ComponentProps } from "react";

/** On or off, at once. Give it an `aria-label` that says what. */
export const Switch = ({ className, ...rest }: ComponentProps<typeof Radix.Root>) => (
  <Radix.Root
    className={clsx(
      "inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-line-strong bg-pressed p-0.5 transition-colors",
      "data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:cursor-not-allowed disabled:opacity-55",
      className,
    )}
    {...rest}
  >
    <Radix.Thumb className="size-3.5 rounded-full bg-surface shadow-sm transition-transform data-[state=checked]:translate-x-4" />
  </Radix.Root>
);
