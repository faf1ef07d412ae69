"use client";

import { type ReactNode, useState } from "react";
import { BottomBar } from "#components/shell/bottom-bar.tsx";
import { CommandPalette } from "#components/shell/command-palette.tsx";
import { NewWorkspaceDialog } from "#components/shell/new-workspace-dialog.tsx";
import { ShortcutsDialog, showShortcuts } from "#components/shell/shortcuts-dialog.tsx";
import { Sidebar } from "#components/shell/sidebar.tsx";
import { useNotificationFeed } from "#components/shell/use-notification-feed.ts";
import { useShortcuts } from "#components/ui/shortcuts.ts";

/** The frame around every page: the page scrolls, the frame stays. */
export function Shell({ children }: { children: ReactNode }) {
  const [searching, setSearching] = useState(false);
  useNotificationFeed();
  useShortcuts("Everywhere", [
    { keys: "mod+k", label: "Go to…", run: () => setSearching(true) },
    { keys: "?", label: "Show keyboard shortcuts", run: showShortcuts },
  ]);
  return (
    <div className="flex h-dvh flex-col md:flex-row">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-accent focus:px-3 focus:py-2 focus:text-on-accent"
      >
        Skip to content
      </a>
      <Sidebar onSearch={() => setSearching(true)} />
      <main
        id="main"
        tabIndex={-1}
        className="relative flex min-h-0 min-w-0 flex-1 flex-col overflow-y-auto bg-surface focus:outline-none"
      >
        {children}
      </main>
      <BottomBar />
      <CommandPalette open={searching} onOpenChange={setSearching} />
      <ShortcutsDialog />
      <NewWorkspaceDialog />
    </div>
  );
}
