"use client";

import { MoreHorizontal } from "lucide-react";
import { useState } from "react";
import { CONTROL_LOOK } from "#components/control/control-look.ts";
import { type RunAction, runsFor } from "#components/control/stage-actions.ts";
import { useControl } from "#components/control/use-control.ts";
import { useMay } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "#components/ui/menu.tsx";
import { usePageCommands } from "#components/ui/page-commands.ts";
import { useShortcuts } from "#components/ui/shortcuts.ts";
import type { RunSummary } from "#core/views.ts";

const LABELS: Record<RunAction, string> = {
  pause: "Pause run",
  resume: "Resume run",
  retry: "Retry what failed",
  cancel: "Cancel run",
};
const KEYS = { pause: "shift+p", resume: "shift+p", retry: "shift+r", cancel: "shift+c" } as const;
/** What one is likely to want next stands beside the menu. */
const IN_SIGHT: readonly RunAction[] = ["resume", "retry"];

/** What people may do to a run: as buttons and a menu, by keys, and in the command palette. */
export function RunActions({ run }: { run: Pick<RunSummary, "id" | "epoch" | "status" | "failedCount"> }) {
  const { controlRuns } = useControl();
  const [isAsking, setAsking] = useState(false);
  const mayControl = useMay("run.control");
  const mayCancel = useMay("run.cancel");
  const offered = (["retry", "pause", "resume", "cancel"] as const).filter(
    (action) => (action === "cancel" ? mayCancel : mayControl) && runsFor(action, [run]).length > 0,
  );
  const act = (action: RunAction) => (action === "cancel" ? setAsking(true) : void controlRuns(action, [run]));
  useShortcuts(
    "This run",
    offered.map((action) => ({ keys: KEYS[action], label: LABELS[action], run: () => act(action) })),
  );
  usePageCommands(
    offered.map((action) => ({
      title: LABELS[action],
      detail: `Run ${run.id}`,
      icon: CONTROL_LOOK[action].icon,
      run: () => act(action),
    })),
  );
  if (offered.length === 0) return null;
  return (
    <>
      {offered
        .filter((action) => IN_SIGHT.includes(action))
        .map((action) => {
          const { icon: Icon } = CONTROL_LOOK[action];
          return (
            <Button key={action} onClick={() => act(action)} className="max-sm:hidden">
              <Icon aria-hidden /> {LABELS[action]}
            </Button>
          );
        })}
      <Menu>
        <MenuTrigger asChild>
          <IconButton label="Actions of the run">
            <MoreHorizontal aria-hidden />
          </IconButton>
        </MenuTrigger>
        <MenuContent>
          {offered.map((action) => {
            const { icon: Icon } = CONTROL_LOOK[action];
            return (
              <MenuItem key={action} shortcut={KEYS[action]} danger={action === "cancel"} onSelect={() => act(action)}>
                <Icon aria-hidden /> {LABELS[action]}
              </MenuItem>
            );
          })}
        </MenuContent>
      </Menu>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={`Cancel run ${run.id}?`}
        confirm="Cancel run"
        keep="Keep running"
        onConfirm={() => {
          setAsking(false);
          void controlRuns("cancel", [run]);
        }}
      >
        What runs is stopped, what waits never starts, and open reviews close. What is done stays done.
      </ConfirmDialog>
    </>
  );
}
