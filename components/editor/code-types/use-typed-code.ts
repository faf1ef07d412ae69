"use client";

import { useMemo } from "react";
import { useTypes } from "#components/editor/code-types/use-types.ts";
import { useEditor } from "#components/editor/editor-context.ts";
import { functionsModule, type Modules } from "#core/code-modules.ts";
import { checkDeclarations, codeDeclarations } from "#core/code-types/stage-declarations.ts";

const NO_MODULES: Modules = {};

/** What TypeScript knows of the code at a place of the definition. */
export function useTypedCode(source: string, path: readonly (string | number)[]) {
  const { definition, sample, codeTypes } = useEditor();
  const [, index, part] = path;
  const stage = typeof index === "number" ? definition.stages[index] : undefined;
  const functions = stage && definition.functions;
  const modules = useMemo(() => (functions ? functionsModule(functions) : NO_MODULES), [functions]);
  const declare = () => {
    if (!stage) return "";
    return (part === "check" ? checkDeclarations : codeDeclarations)(definition, stage, sample);
  };
  return useTypes({ source, codeTypes, declare, modules, told: [sample, stage?.input, definition.input] });
}
