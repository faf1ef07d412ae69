"use client";

import { useEffect, useEffectEvent } from "react";
import { useEditor } from "#components/editor/editor-context.ts";
import { Button } from "#components/ui/button.tsx";
import { useShortcuts } from "#components/ui/shortcuts.ts";

/** Says over the canvas that a click picks a stage now, and for what. */
export function PickingBar({ changeType }: { changeType: string }) {
  const { definition, act } = useEditor();
  const count = definition.changeRequests?.[changeType]?.length ?? 0;
  const stop = () => act({ type: "stop_picking" });
  const stopByKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    stop();
  });
  useEffect(() => {
    // Before the graph hears of it: to React Flow, Escape on a stage means another click.
    const listen = (event: KeyboardEvent) => stopByKey(event);
    window.addEventListener("keydown", listen, { capture: true });
    return () => window.removeEventListener("keydown", listen, { capture: true });
  }, []);
  useShortcuts("Picking stages", [
    { keys: "escape", label: "Stop picking", run: null },
    // The graph does it. Here the key is kept from opening the inspector.
    { keys: "enter", label: "Pick the stage, or take it back", run: () => undefined },
  ]);
  return (
    <div className="absolute inset-x-3 top-3 z-10 mx-auto flex w-fit max-w-[calc(100%-1.5rem)] items-center gap-3 rounded-lg border bg-raised py-1.5 pr-1.5 pl-3 text-sm shadow-raised">
      <p role="status" className="min-w-0">
        Click the stages that <strong className="break-all font-medium font-mono">{changeType}</strong> does over
        <span className="whitespace-nowrap text-muted"> · {count} picked</span>
      </p>
      <Button size="sm" look="primary" onClick={stop}>
        Done
      </Button>
    </div>
  );
}
