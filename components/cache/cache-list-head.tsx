"use client";

import { useState } from "react";
import { COLUMNS } from "#components/cache/cache-row.tsx";
import { ForgetDialog } from "#components/cache/forget-dialog.tsx";
import { useForget } from "#components/cache/use-forget.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";

/** So many are forgotten in one call. */
const AT_ONCE = 1_000;

interface CacheListHeadProps {
  mayForget: boolean;
  /** The outputs in the list. */
  offered: readonly number[];
  chosen: ReadonlySet<number>;
  onChoose: (ids: readonly number[]) => void;
}

/** Names the columns, chooses all that is listed, and forgets what is chosen. */
export function CacheListHead({ mayForget, offered, chosen, onChoose }: CacheListHeadProps) {
  const [asking, setAsking] = useState(false);
  const forget = useForget(() => {
    setAsking(false);
    onChoose([]);
  });
  const ids = offered.filter((id) => chosen.has(id)).slice(0, AT_ONCE);
  const isAll = ids.length > 0 && ids.length === offered.length;
  return (
    <div className={`${COLUMNS} min-h-12 bg-canvas py-1 text-muted text-sm`}>
      {mayForget ? (
        <div className="col-span-2 flex min-w-0 flex-wrap items-center gap-3">
          {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox within is a button that the label names */}
          <label className="flex min-h-8 items-center gap-3 text-ink md:gap-4">
            <Checkbox
              checked={isAll || (ids.length > 0 && "indeterminate")}
              onCheckedChange={() => onChoose(isAll ? [] : offered)}
            />
            {ids.length > 0 ? `${ids.length} selected` : "Select all listed"}
          </label>
          {ids.length > 0 && (
            <Button size="sm" onClick={() => setAsking(true)}>
              Forget selected
            </Button>
          )}
        </div>
      ) : (
        <span className="col-span-2">Stage</span>
      )}
      <span className="text-right">Size</span>
      <span className="text-right max-md:hidden">Found again</span>
      <span className="text-right max-md:hidden">Kept</span>
      <ForgetDialog
        open={asking}
        onOpenChange={setAsking}
        count={ids.length}
        busy={forget.isPending}
        onConfirm={() => forget.mutate({ ids })}
      />
    </div>
  );
}
