"use client";

import { RotateCw } from "lucide-react";
import { useState } from "react";
import { useReplay } from "#components/deliveries/use-replay.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";

interface SelectionBarProps {
  /** The deliveries in the list that may be chosen. */
  offered: readonly number[];
  chosen: ReadonlySet<number>;
  onChoose: (ids: readonly number[]) => void;
}

/** Chooses all that may be replayed, and replays what is chosen. */
export function SelectionBar({ offered, chosen, onChoose }: SelectionBarProps) {
  const [asking, setAsking] = useState(false);
  const replay = useReplay(() => {
    setAsking(false);
    onChoose([]);
  });
  const ids = offered.filter((id) => chosen.has(id));
  const isAll = ids.length > 0 && ids.length === offered.length;
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-3 border-b bg-canvas px-4 py-1 text-sm md:px-6">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox within is a button that the label names */}
      <label className="flex min-h-8 items-center gap-3">
        <Checkbox
          checked={isAll || (ids.length > 0 && "indeterminate")}
          disabled={offered.length === 0}
          onCheckedChange={() => onChoose(isAll ? [] : offered)}
        />
        {ids.length > 0 ? `${ids.length} selected` : "Select all that can be replayed"}
      </label>
      {ids.length > 0 && (
        <Button size="sm" onClick={() => setAsking(true)}>
          <RotateCw aria-hidden />
          Replay selected
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={ids.length === 1 ? "Replay 1 delivery?" : `Replay ${ids.length} deliveries?`}
        confirm="Replay"
        keep="Not now"
        danger={false}
        busy={replay.isPending}
        onConfirm={() => replay.mutate({ ids: ids.slice(0, 200) })}
      >
        They are sent again with the same Idempotency-Key. A receiver that heeds it does nothing twice.
      </ConfirmDialog>
    </div>
  );
}
