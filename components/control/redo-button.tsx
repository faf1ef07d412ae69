"use client";

import { useState } from "react";
import { CONTROL_LOOK } from "#components/control/control-look.ts";
import { Button } from "#components/ui/button.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";

const NAMED = 6;

interface RedoButtonProps {
  mode: "retry" | "rerun";
  /** The titles of all stages that will run again. */
  stages: readonly string[];
  /** Whether some of them are at work now. */
  stopsSome: boolean;
  /** Shows in the graph what will run again, while it is asked. */
  onPreview: (isShown: boolean) => void;
  onConfirm: () => void;
}

/** Asks before stages are done over, and shows which. */
export function RedoButton({ mode, stages, stopsSome, onPreview, onConfirm }: RedoButtonProps) {
  const [open, setOpen] = useState(false);
  const { label, icon: Icon } = CONTROL_LOOK[mode];
  const show = (isShown: boolean) => {
    setOpen(isShown);
    onPreview(isShown);
  };
  return (
    <Popover open={open} onOpenChange={show}>
      <PopoverTrigger asChild>
        <Button size="sm">
          <Icon aria-hidden /> {label}
        </Button>
      </PopoverTrigger>
      <PopoverContent aria-label={label} className="flex flex-col gap-2">
        <p className="font-medium">
          {stages.length === 1 ? "1 stage runs again" : `${stages.length} stages run again`}
        </p>
        <ul className="list-disc pl-5 text-muted text-sm">
          {stages.slice(0, NAMED).map((title, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: titles may be the same
            <li key={index}>{title}</li>
          ))}
          {stages.length > NAMED && <li>and {stages.length - NAMED} more</li>}
        </ul>
        <p className="text-muted text-sm">
          {stopsSome ? "What of it is at work is stopped. " : ""}What they have made so far stays as their earlier
          round.
        </p>
        <Button
          look="primary"
          size="sm"
          className="self-end"
          onClick={() => {
            show(false);
            onConfirm();
          }}
        >
          {mode === "retry" ? "Retry now" : "Run again"}
        </Button>
      </PopoverContent>
    </Popover>
  );
}
