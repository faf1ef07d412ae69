"use client";

import { closeCompletion } from "@codemirror/autocomplete";
import { javascript } from "@codemirror/lang-javascript";
import { EditorView } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { Maximize2 } from "lucide-react";
import { useMemo, useState } from "react";
import { type CodeMark, CodeMirror } from "#components/editor/code-mirror.tsx";
import { MistakeList } from "#components/editor/code-types/mistake-list.tsx";
import { useTypedCode } from "#components/editor/code-types/use-typed-code.ts";
import { useEditor } from "#components/editor/editor-context.ts";
import type { KindFieldProps, KindFields } from "#components/editor/fields/kind-field.ts";
import { useOpenedLine } from "#components/editor/opened-at.ts";
import { lineOf, problemsAt } from "#components/editor/problem-places.ts";
import { Dialog, DialogContent } from "#components/ui/dialog.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";

const TYPESCRIPT = [basicSetup, javascript({ typescript: true })];

type SourceFieldProps = Pick<KindFieldProps, "hint" | "value" | "onChange" | "path"> & {
  /** Its name; "Code" when it is the stage's own. */
  label?: string;
};

/** Escape closes the list of completions first. */
function closeCompletionOnly(event: KeyboardEvent): void {
  const field = event.target instanceof HTMLElement ? EditorView.findFromDOM(event.target) : null;
  if (field && closeCompletion(field)) event.preventDefault();
}

export function SourceField({ label = "Code", hint, value, onChange, path }: SourceFieldProps) {
  const { mayEdit, problems } = useEditor();
  const [isLarge, setIsLarge] = useState(false);
  const found = useMemo(() => problemsAt(problems, path), [problems, path]);
  const startLine = useOpenedLine(path);
  const source = typeof value === "string" ? value : "";
  const { extension, mistakes, begin } = useTypedCode(source, path);
  const [extensions] = useState(() => [extension, TYPESCRIPT]);
  const diagnostics = useMemo(
    (): CodeMark[] => [
      ...found.map((problem) => ({ line: lineOf(problem), message: problem.message })),
      ...mistakes.map(({ from, to, message, isSyntax }) => ({
        from,
        to,
        message,
        severity: isSyntax ? ("error" as const) : ("warning" as const),
      })),
    ],
    [found, mistakes],
  );
  const editor = (
    <CodeMirror
      label={label}
      value={source}
      onChange={onChange}
      readOnly={!mayEdit}
      extensions={extensions}
      diagnostics={diagnostics}
      startLine={startLine}
    />
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done here, one only learns that the field is used
    <div className="flex min-w-0 flex-col gap-1" onFocus={begin}>
      <div className="flex items-center justify-between">
        <span className="font-medium text-ink text-sm">{label}</span>
        <IconButton label="Edit in a large window" size="sm" onClick={() => setIsLarge(true)}>
          <Maximize2 aria-hidden />
        </IconButton>
      </div>
      {!isLarge && editor}
      <Dialog open={isLarge} onOpenChange={setIsLarge}>
        <DialogContent title={label} description={hint} size="lg" onEscapeKeyDown={closeCompletionOnly}>
          {editor}
        </DialogContent>
      </Dialog>
      <MistakeList source={source} mistakes={mistakes} />
      <p className="text-muted text-xs">{hint}</p>
      {found.map(({ message }) => (
        <FieldError key={message}>{message}</FieldError>
      ))}
    </div>
  );
}

const OwnSource = ({ hint, value, onChange, path }: KindFieldProps) => (
  <SourceField hint={hint} value={value} onChange={onChange} path={path} />
);

export const codeFields = { source: OwnSource } satisfies KindFields;
