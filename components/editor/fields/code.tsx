"use client";

import { javascript } from "@codemirror/lang-javascript";
import { basicSetup } from "codemirror";
import { Maximize2 } from "lucide-react";
import { useMemo, useState } from "react";
import { CodeMirror } from "#components/editor/code-mirror.tsx";
import { useEditor } from "#components/editor/editor-context.ts";
import type { KindFieldProps, KindFields } from "#components/editor/fields/kind-field.ts";
import { lineOf, problemsAt } from "#components/editor/problem-places.ts";
import { Dialog, DialogContent } from "#components/ui/dialog.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";

const TYPESCRIPT = [basicSetup, javascript({ typescript: true })];

function SourceField({ hint, value, onChange, path }: KindFieldProps) {
  const { mayEdit, problems } = useEditor();
  const [isLarge, setIsLarge] = useState(false);
  const found = useMemo(() => problemsAt(problems, path), [problems, path]);
  const diagnostics = useMemo(
    () => found.map((problem) => ({ line: lineOf(problem), message: problem.message })),
    [found],
  );
  const editor = (
    <CodeMirror
      label="Code"
      value={typeof value === "string" ? value : ""}
      onChange={onChange}
      readOnly={!mayEdit}
      extensions={TYPESCRIPT}
      diagnostics={diagnostics}
    />
  );
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className="flex items-center justify-between">
        <span className="font-medium text-ink text-sm">Code</span>
        <IconButton label="Edit in a large window" size="sm" onClick={() => setIsLarge(true)}>
          <Maximize2 aria-hidden />
        </IconButton>
      </div>
      {!isLarge && editor}
      <Dialog open={isLarge} onOpenChange={setIsLarge}>
        <DialogContent title="Code" description={hint} size="lg">
          {editor}
        </DialogContent>
      </Dialog>
      <p className="text-muted text-xs">{hint}</p>
      {found.map(({ message }) => (
        <FieldError key={message}>{message}</FieldError>
      ))}
    </div>
  );
}

export const codeFields = { source: SourceField } satisfies KindFields;
