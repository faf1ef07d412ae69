"use client";

import { useEffectEvent, useId, useState } from "react";
import { CodeMirror } from "#components/editor/code-mirror.tsx";
import { useEditor } from "#components/editor/editor-context.ts";
import { completionsAfter, type ExpressionPlace } from "#components/editor/expression-scope.ts";
import { jsonataField } from "#components/editor/jsonata-language.ts";
import { usePreview } from "#components/editor/use-preview.ts";
import { FieldError } from "#components/ui/field.tsx";
import { expressionProblem } from "#core/expression-syntax.ts";

interface ExpressionFieldProps {
  label: string;
  hint?: string;
  value: string;
  onChange: (source: string) => void;
  place: ExpressionPlace;
  /** What is wrong besides the syntax. */
  error?: string | undefined;
}

/** A JSONata expression with its mistakes at once, completion, and its value over the last run's data. */
export function ExpressionField({ label, hint, value, onChange, place, error }: ExpressionFieldProps) {
  const editor = useEditor();
  const id = useId();
  const namesAfter = useEffectEvent((path: string[]) =>
    completionsAfter(path, editor.definition, place, editor.sample),
  );
  const [extensions] = useState(() => jsonataField((path) => namesAfter(path)));
  const mistake = value.trim() === "" ? null : expressionProblem(value);
  const shown = mistake ?? error;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="font-medium text-ink text-sm">{label}</span>
      <CodeMirror
        label={label}
        describedBy={`${id}-about`}
        value={value}
        onChange={onChange}
        readOnly={!editor.mayEdit}
        extensions={extensions}
      />
      <div id={`${id}-about`} className="flex flex-col gap-1">
        {hint && <p className="text-muted text-xs">{hint}</p>}
        {shown ? <FieldError>{shown}</FieldError> : <PreviewLine source={value} place={place} />}
      </div>
    </div>
  );
}

function PreviewLine({ source, place }: { source: string; place: ExpressionPlace }) {
  const preview = usePreview(source, place);
  if (!preview) return null;
  if (preview.kind === "error") return <p className="text-muted text-xs">Last run: {preview.message}</p>;
  return (
    <p className="flex min-w-0 gap-1.5 text-muted text-xs">
      <span className="shrink-0">Last run:</span>
      <code className="line-clamp-3 min-w-0 break-all font-mono text-ink">
        {preview.kind === "nothing" ? "nothing" : preview.text}
      </code>
    </p>
  );
}
