"use client";

import { Check, Minus } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";
import type { ComponentProps } from "react";

export function Checkbox(props: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      className="group inline-flex size-4 shrink-0 items-center justify-center rounded-sm border border-line-strong bg-surface text-on-accent hover:border-faint disabled:opacity-55 data-[state=checked]:border-accent data-[state=indeterminate]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:bg-accent aria-invalid:border-danger-ink"
      {...props}
    >
      <Radix.Indicator>
        <Check aria-hidden className="size-3 group-data-[state=indeterminate]:hidden" strokeWidth={3} />
        <Minus aria-hidden className="hidden size-3 group-data-[state=indeterminate]:block" strokeWidth={3} />
      </Radix.Indicator>
    </Radix.Root>
  );
}
