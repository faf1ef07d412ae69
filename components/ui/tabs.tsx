"use client";

import clsx from "clsx";
import { Tabs as Radix } from "radix-ui";
import type { ComponentProps } from "react";

export const Tabs = Radix.Root;

export const TabList = ({ className, ...rest }: ComponentProps<typeof Radix.List>) => (
  <Radix.List className={clsx("flex gap-1 overflow-x-auto border-b [scrollbar-width:none]", className)} {...rest} />
);

export const Tab = ({ className, ...rest }: ComponentProps<typeof Radix.Trigger>) => (
  <Radix.Trigger
    className={clsx(
      "-mb-px inline-flex h-9 shrink-0 items-center gap-1.5 border-transparent border-b-2 px-2 font-medium text-muted text-sm hover:text-ink",
      "data-[state=active]:border-accent data-[state=active]:text-ink focus-visible:outline-offset-[-2px] pointer-coarse:min-h-10",
      className,
    )}
    {...rest}
  />
);

export const TabPanel = ({ className, ...rest }: ComponentProps<typeof Radix.Content>) => (
  <Radix.Content className={clsx("focus-visible:outline-offset-[-2px]", className)} {...rest} />
);
