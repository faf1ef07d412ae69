"use client";

import type { LucideIcon } from "lucide-react";
import { useEffect, useRef, useSyncExternalStore } from "react";

/** Something that can be done on the page that is open. */
export interface PageCommand {
  title: string;
  /** What it is done to. */
  detail: string;
  icon: LucideIcon;
  run: () => void;
}

let commands: PageCommand[] = [];
const listeners = new Set<() => void>();
const NONE: PageCommand[] = [];

function replace(next: PageCommand[]) {
  commands = next;
  for (const tell of listeners) tell();
}

/** Offers commands in the palette while the component is on screen. */
export function usePageCommands(offered: PageCommand[]) {
  const latest = useRef(offered);
  useEffect(() => {
    latest.current = offered;
  });
  const names = offered.map(({ title, detail }) => `${title}\t${detail}`).join("\n");
  useEffect(() => {
    const mine = latest.current.map((command, index) => ({ ...command, run: () => latest.current[index]?.run() }));
    if (names === "") return;
    replace([...commands, ...mine]);
    return () => replace(commands.filter((command) => !mine.includes(command)));
  }, [names]);
}

/** What can be done on the page now. */
export const useOfferedCommands = (): PageCommand[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => commands,
    () => NONE,
  );
