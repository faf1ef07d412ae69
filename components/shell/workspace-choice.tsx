"use client";

import { Building2, Plus } from "lucide-react";
import { showNewWorkspace } from "#components/shell/new-workspace-dialog.tsx";
import { useWorkspaces } from "#components/shell/use-workspaces.ts";
import { useMay, useSession } from "#components/trpc/session.tsx";
import { MenuItem, MenuLabel, MenuRadioGroup, MenuRadioItem } from "#components/ui/menu.tsx";

/** Within a menu: the workspaces to choose from, and for an owner the way to another one. */
export function WorkspaceChoice() {
  const { workspace } = useSession();
  const mayCreate = useMay("workspace.manage");
  const { workspaces, enter } = useWorkspaces();
  return (
    <>
      <MenuLabel>Workspaces</MenuLabel>
      <MenuRadioGroup value={workspace.id} onValueChange={enter}>
        {workspaces.map(({ id, name, role }) => (
          <MenuRadioItem key={id} value={id}>
            <Building2 aria-hidden />
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <span className="text-muted text-xs">{role}</span>
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
      {mayCreate && (
        <MenuItem onSelect={showNewWorkspace}>
          <Plus aria-hidden />
          New workspace…
        </MenuItem>
      )}
    </>
  );
}
