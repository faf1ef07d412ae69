"use client";

import { ChevronsUpDown } from "lucide-react";
import { Logo } from "#components/shell/logo.tsx";
import { WorkspaceChoice } from "#components/shell/workspace-choice.tsx";
import { useSession } from "#components/trpc/session.tsx";
import { Menu, MenuContent, MenuTrigger } from "#components/ui/menu.tsx";

/** Says in which workspace one is, and leads into another. */
export function WorkspaceMenu() {
  const { workspace } = useSession();
  return (
    <Menu>
      <MenuTrigger
        aria-label={`Workspace ${workspace.name}`}
        title={workspace.name}
        className="flex min-h-9 items-center gap-2 rounded-md px-1.5 text-left hover:bg-hover"
      >
        <Logo className="size-6 shrink-0" />
        <span className="min-w-0 flex-1 truncate font-semibold max-lg:hidden">{workspace.name}</span>
        <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-faint max-lg:hidden" />
      </MenuTrigger>
      <MenuContent align="start" className="w-60">
        <WorkspaceChoice />
      </MenuContent>
    </Menu>
  );
}
