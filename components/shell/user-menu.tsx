"use client";

import { Keyboard, LogOut } from "lucide-react";
import { useTheme } from "next-themes";
import { showShortcuts } from "#components/shell/shortcuts-dialog.tsx";
import { signOut } from "#components/shell/sign-out.ts";
import { WorkspaceChoice } from "#components/shell/workspace-choice.tsx";
import { useSession } from "#components/trpc/session.tsx";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "#components/ui/menu.tsx";
import { THEMES } from "#components/ui/themes.ts";

export function UserMenu({ compact = false }: { compact?: boolean }) {
  const { user, role, workspace } = useSession();
  const { theme, setTheme } = useTheme();
  return (
    <Menu>
      <MenuTrigger
        aria-label={`Your menu, ${user.name}`}
        className="flex min-h-10 min-w-10 items-center justify-center gap-2 rounded-md p-1.5 text-left hover:bg-hover lg:justify-start"
      >
        <span
          aria-hidden
          className="inline-flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-2xs text-accent-ink"
        >
          {user.name.trim().slice(0, 1).toUpperCase() || "?"}
        </span>
        {!compact && (
          <span className="min-w-0 flex-1 max-lg:hidden">
            <span className="block truncate font-medium text-sm">{user.name}</span>
            <span className="block truncate text-muted text-xs capitalize">{role}</span>
          </span>
        )}
      </MenuTrigger>
      <MenuContent align="start" side="top" className="w-60">
        <MenuLabel>
          {user.email}
          <span className="block font-normal">
            {role} in {workspace.name}
          </span>
        </MenuLabel>
        {compact && (
          <>
            <MenuSeparator />
            <WorkspaceChoice />
          </>
        )}
        <MenuSeparator />
        <MenuLabel>Appearance</MenuLabel>
        <MenuRadioGroup value={theme ?? "system"} onValueChange={setTheme}>
          {THEMES.map(({ value, label, icon: Icon }) => (
            <MenuRadioItem key={value} value={value}>
              <Icon aria-hidden />
              {label}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem onSelect={showShortcuts} shortcut="?">
          <Keyboard aria-hidden />
          Keyboard shortcuts
        </MenuItem>
        <MenuItem onSelect={signOut}>
          <LogOut aria-hidden />
          Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
