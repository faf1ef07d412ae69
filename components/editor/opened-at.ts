"use client";

import { useSearchParams } from "next/navigation";
import { useEditor } from "#components/editor/editor-context.ts";

/** The line of code that an address leads to: of a stage, or of the workflow's functions. */
export interface OpenedAt {
  stageId: string | null;
  line: number;
}

/** What `?stage=ask&line=3` leads to; null when it names no line. */
export function openedAt(search: URLSearchParams): OpenedAt | null {
  const line = Number(search.get("line"));
  return Number.isSafeInteger(line) && line > 0 ? { stageId: search.get("stage"), line } : null;
}

export const useOpenedAt = (): OpenedAt | null => openedAt(new URLSearchParams(useSearchParams()));

/** The line to begin at, of the code at a place of the definition; null to begin at the top. */
export function useOpenedLine(path: readonly (string | number)[]): number | null {
  const { definition, openedAt: opened } = useEditor();
  if (!opened) return null;
  const [part, index, ...place] = path;
  if (opened.stageId === null) return part === "functions" ? opened.line : null;
  const isThere = part === "stages" && definition.stages[Number(index)]?.id === opened.stageId;
  return isThere && place.join(".") === "config.source" ? opened.line : null;
}
