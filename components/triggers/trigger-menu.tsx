"use client";

import { MoreHorizontal, Pencil, Play, Trash2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTriggerActions } from "#components/triggers/use-trigger-actions.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "#components/ui/menu.tsx";
import type { TriggerSummary } from "#core/views.ts";

interface TriggerMenuProps {
  trigger: TriggerSummary;
  /** Called once it is deleted. */
  onGone?: () => void;
}

export function TriggerMenu({ trigger, onGone }: TriggerMenuProps) {
  const { remove, isRemoving, runNow } = useTriggerActions();
  const [deleting, setDeleting] = useState(false);
  const { id, name, settings } = trigger;
  return (
    <>
      <Menu>
        <MenuTrigger
          aria-label={`Menu of ${name}`}
          className="inline-flex size-8 items-center justify-center rounded-md text-muted hover:bg-pressed pointer-coarse:size-10"
        >
          <MoreHorizontal aria-hidden className="size-4" />
        </MenuTrigger>
        <MenuContent>
          {settings.kind === "schedule" && (
            <MenuItem onSelect={() => runNow(trigger)}>
              <Play aria-hidden />
              Run now
            </MenuItem>
          )}
          <MenuItem asChild>
            <Link href={`/triggers/${id}/edit`}>
              <Pencil aria-hidden />
              Edit
            </Link>
          </MenuItem>
          <MenuSeparator />
          <MenuItem danger onSelect={() => setDeleting(true)}>
            <Trash2 aria-hidden />
            Delete…
          </MenuItem>
        </MenuContent>
      </Menu>
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        title={`Delete ${name}?`}
        confirm="Delete"
        busy={isRemoving}
        onConfirm={() =>
          remove(trigger, () => {
            setDeleting(false);
            onGone?.();
          })
        }
      >
        It starts nothing from now on
        {settings.kind === "webhook" ? ", and its address and secret are gone for good" : ""}. The runs that it started
        stay.
      </ConfirmDialog>
    </>
  );
}
