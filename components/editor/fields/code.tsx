"use client";

import { javascript } from "@codemirror/lang-javascript";
import { basicSetup } from "codemirror";
import { useMemo } from "react";
import { CodeMirror } from "#components/editor/code-mirror.tsx";
import { useEditor } from "#components/editor/editor-context.ts";
import type { KindFieldProps, KindFields } from "#components/editor/fields/kind-field.ts";
import { lineOf, problemsAt } from "#components/editor/problem-places.ts";
import { FieldError } from "#components/ui/field.tsx";

const TYPESCRIPT = [basicSetup, javascript({ typescript: true })];

function SourceField({ hint, value, onChange, path }: KindFieldProps) {
  const { mayEdit, problems } = useEditor();
  const found = useMemo(() => problemsAt(problems, path), [problems, path]);
  const diagnostics = useMemo(
    () => found.map((problem) => ({ line: lineOf(problem), message: problem.message })),
    [found],
  );
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="font-medium text-ink text-sm">Code</span>
      <CodeMirror
        label="Code"
        value={typeof value === "string" ? value : ""}
        onChange={onChange}
        readOnly={!mayEdit}
        extensions={TYPESCRIPT}
        diagnostics={diagnostics}
      />
      <p className="text-muted text-xs">{hint}</p>
      {found.map(({ message }) => (
        <FieldError key={message}>{message}</FieldError>
      ))}
    </div>
  );
}

export const codeFields = { source: SourceField } satisfies KindFields;
