"use client";

import clsx from "clsx";
import { Popover as Radix } from "radix-ui";
import type { ComponentProps } from "react";

export const Popover = Radix.Root;
export const PopoverTrigger = Radix.Trigger;

export const PopoverContent = ({ className, ...rest }: ComponentProps<typeof Radix.Content>) => (
  <Radix.Portal>
    <Radix.Content
      sideOffset={6}
      collisionPadding={8}
      className={clsx(
        "z-50 w-72 max-w-[calc(100vw-1rem)] animate-enter rounded-lg border bg-raised p-3 text-ink shadow-overlay focus:outline-none",
        className,
      )}
      {...rest}
    />
  </Radix.Portal>
);
