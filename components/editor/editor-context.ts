"use client";

import { createContext, useContext } from "react";
import type { CodeTypes } from "#components/editor/code-types/code-types.ts";
import type { DraftAction } from "#components/editor/draft.ts";
import type { ExpressionPreview } from "#components/editor/expression-preview.ts";
import type { SampleData } from "#components/editor/expression-scope.ts";
import type { OpenedAt } from "#components/editor/opened-at.ts";
import type { GraphSelection } from "#components/graph/graph-mapper.ts";
import type { Definition } from "#core/definition.ts";
import type { Problem } from "#core/problem.ts";

/** What every part of the editor sees of it. */
export interface Editor {
  definition: Definition;
  selection: GraphSelection;
  /** The kind of change for which clicked stages are picked now. */
  picking?: string;
  problems: readonly Problem[];
  mayEdit: boolean;
  /** The last run's data; null before the first run. */
  sample: SampleData | null;
  preview: ExpressionPreview | null;
  /** What knows the types of code; null where it is only looked at. */
  codeTypes: CodeTypes | null;
  /** The line of code that an address has led to. */
  openedAt: OpenedAt | null;
  act: (action: DraftAction) => void;
}

const Context = createContext<Editor | null>(null);
export const EditorProvider = Context;

export function useEditor(): Editor {
  const editor = useContext(Context);
  if (!editor) throw new Error("useEditor needs an EditorProvider above it");
  return editor;
}
