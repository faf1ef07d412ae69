"use client";

import { javascript } from "@codemirror/lang-javascript";
import { basicSetup } from "codemirror";
import { useMemo, useState } from "react";
import { type CodeMark, CodeMirror } from "#components/editor/code-mirror.tsx";
import { MistakeList } from "#components/editor/code-types/mistake-list.tsx";
import { useCodeTypes } from "#components/editor/code-types/use-code-types.ts";
import { useTypes } from "#components/editor/code-types/use-types.ts";
import type { Modules } from "#core/code-modules.ts";

const TYPESCRIPT = [basicSetup, javascript({ typescript: true })];
const NO_MODULES: Modules = {};
const nothing = () => "";

interface CodeFieldProps {
  source: string;
  onChange?: (source: string) => void;
  readOnly: boolean;
  /** The line to which a refusal points. */
  refused?: { line: number; message: string } | null;
}

/** The code of a function, with what TypeScript knows of it. */
export function CodeField({ source, onChange = nothing, readOnly, refused }: CodeFieldProps) {
  const codeTypes = useCodeTypes();
  const { extension, mistakes, begin } = useTypes({ source, codeTypes, declare: nothing, modules: NO_MODULES });
  const [extensions] = useState(() => [extension, TYPESCRIPT]);
  const marks = useMemo(
    (): CodeMark[] => [
      ...(refused ? [refused] : []),
      ...mistakes.map(({ from, to, message, isSyntax }) => ({
        from,
        to,
        message,
        severity: isSyntax ? ("error" as const) : ("warning" as const),
      })),
    ],
    [mistakes, refused],
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done here, one only learns that the field is used
    <div className="flex min-w-0 flex-col gap-1" onFocus={begin}>
      <span className="font-medium text-ink text-sm">Code</span>
      <CodeMirror
        label="Code"
        value={source}
        onChange={onChange}
        readOnly={readOnly}
        extensions={extensions}
        diagnostics={marks}
      />
      <MistakeList source={source} mistakes={mistakes} />
    </div>
  );
}
