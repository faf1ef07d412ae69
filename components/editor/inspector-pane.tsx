"use client";

import { PanelBottomOpen } from "lucide-react";
import { Inspector } from "#components/editor/inspector.tsx";
import { Button } from "#components/ui/button.tsx";
import { Sheet, SheetContent } from "#components/ui/sheet.tsx";

export const INSPECTOR_ID = "inspector";

interface InspectorPaneProps {
  isNarrow: boolean;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** The inspector beside the canvas; on a phone a sheet that is opened. */
export function InspectorPane({ isNarrow, isOpen, onOpenChange }: InspectorPaneProps) {
  if (!isNarrow)
    return (
      <aside
        id={INSPECTOR_ID}
        aria-label="Inspector"
        className="w-80 shrink-0 overflow-y-auto border-l bg-surface lg:w-96"
      >
        <Inspector />
      </aside>
    );
  return (
    <>
      <Button className="absolute right-3 bottom-3 z-10 shadow-raised" onClick={() => onOpenChange(true)}>
        <PanelBottomOpen aria-hidden />
        Settings
      </Button>
      <Sheet open={isOpen} onOpenChange={onOpenChange}>
        <SheetContent title="Inspector" side="bottom">
          <div className="-m-4">
            <Inspector />
          </div>
        </SheetContent>
      </Sheet>
    </>
  );
}
