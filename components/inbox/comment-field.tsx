"use client";

import type { RefObject } from "react";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";

const MAX_COMMENT = 10_000;

interface CommentFieldProps {
  label: string;
  hint: string;
  value: string;
  rows: number;
  required?: boolean;
  error?: string | null;
  field: RefObject<HTMLTextAreaElement | null>;
  onChange: (comment: string) => void;
  onSend: () => void;
  onBack: () => void;
}

/** What a person says with their decision. mod+enter sends it, Escape goes back. */
export const CommentField = ({
  label,
  hint,
  value,
  rows,
  required = false,
  error,
  field,
  onChange,
  onSend,
  onBack,
}: CommentFieldProps) => (
  <Field label={label} hint={hint} required={required} error={error}>
    {(control) => (
      <Textarea
        {...control}
        ref={field}
        rows={rows}
        maxLength={MAX_COMMENT}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.preventDefault();
            event.currentTarget.blur();
            onBack();
          }
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
            event.preventDefault();
            onSend();
          }
        }}
      />
    )}
  </Field>
);
