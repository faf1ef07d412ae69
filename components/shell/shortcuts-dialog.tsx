"use client";

import { useEffect, useState } from "react";
import { Dialog, DialogContent } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { useShortcutGroups } from "#components/ui/shortcuts.ts";

const SHOW = "heddle:shortcuts";
export const showShortcuts = () => document.dispatchEvent(new Event(SHOW));

/** Every key that does something on the page it is opened on. */
export function ShortcutsDialog() {
  const [open, setOpen] = useState(false);
  const groups = useShortcutGroups();
  useEffect(() => {
    const show = () => setOpen(true);
    document.addEventListener(SHOW, show);
    return () => document.removeEventListener(SHOW, show);
  }, []);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogContent title="Keyboard shortcuts" size="sm">
        {groups.toReversed().map((group) => (
          <section key={group.title} className="mb-4">
            <h3 className="mb-1 font-medium text-muted text-xs">{group.title}</h3>
            <dl>
              {group.shortcuts.map(({ keys, label }) => (
                <div key={keys} className="flex min-h-8 items-center justify-between gap-4 border-b last:border-b-0">
                  <dt>{label}</dt>
                  <dd>
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </DialogContent>
    </Dialog>
  );
}
