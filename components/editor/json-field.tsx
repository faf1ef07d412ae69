"use client";

import { json } from "@codemirror/lang-json";
import { basicSetup } from "codemirror";
import { useState } from "react";
import { CodeMirror } from "#components/editor/code-mirror.tsx";
import { useEditor } from "#components/editor/editor-context.ts";
import { FieldError } from "#components/ui/field.tsx";

interface JsonFieldProps {
  label: string;
  hint?: string;
  value: unknown;
  onChange: (value: unknown) => void;
  error?: string | undefined;
  /** Says why a value that parses does not do. */
  check?: (value: unknown) => string | null;
}

const written = (value: unknown) => (value === undefined ? "" : JSON.stringify(value, null, 2));
const JSON_LANGUAGE = [basicSetup, json()];

/** Any JSON. What does not parse yet stays in the field and is not taken over. */
export function JsonField({ label, hint, value, onChange, error, check }: JsonFieldProps) {
  const { mayEdit } = useEditor();
  const [typed, setTyped] = useState<{ text: string; value: unknown } | null>(null);
  const [mistake, setMistake] = useState<string | null>(null);
  // What was typed is shown as it was typed, until the value changes from elsewhere.
  const text = typed && (mistake || typed.value === value) ? typed.text : written(value);

  function write(next: string) {
    const read = readJson(next);
    const refusal = "mistake" in read ? read.mistake : (check?.(read.value) ?? null);
    setMistake(refusal);
    setTyped({ text: next, value: "mistake" in read || refusal ? value : read.value });
    if (!refusal && "value" in read) onChange(read.value);
  }

  const shown = mistake ?? error;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="font-medium text-ink text-sm">{label}</span>
      <CodeMirror label={label} value={text} onChange={write} readOnly={!mayEdit} extensions={JSON_LANGUAGE} />
      {hint && <p className="text-muted text-xs">{hint}</p>}
      {shown && <FieldError>{shown}</FieldError>}
    </div>
  );
}

function readJson(text: string): { value: unknown } | { mistake: string } {
  if (text.trim() === "") return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { mistake: `This is not JSON yet: ${error instanceof Error ? error.message : "it does not parse"}` };
  }
}
