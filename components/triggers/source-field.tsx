"use client";

import type { ReactNode } from "react";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { expressionProblem } from "#core/expression-syntax.ts";

interface SourceFieldProps {
  label: string;
  hint: ReactNode;
  value: string;
  onChange: (source: string) => void;
  error: string | null;
}

/** A JSONata expression that may be left out, with its mistake at once. */
export function SourceField({ label, hint, value, onChange, error }: SourceFieldProps) {
  const mistake = value.trim() === "" ? null : expressionProblem(value);
  return (
    <Field label={label} hint={hint} error={mistake ? `${mistake.charAt(0).toUpperCase()}${mistake.slice(1)}` : error}>
      {(control) => (
        <Textarea
          {...control}
          rows={3}
          spellCheck={false}
          maxLength={10_000}
          value={value}
          className="font-mono !text-xs"
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}
