"use client";

import type { FieldProps } from "@rjsf/utils";
import { useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";

const written = (value: unknown) => (value === undefined ? "" : JSON.stringify(value, null, 2));

/** For shapes that no control fits: JSON, checked as one types. */
export function JsonField(props: FieldProps) {
  const { formData, onChange, fieldPathId, name, schema, required, rawErrors, disabled } = props;
  const [text, setText] = useState(() => written(formData));
  const [mistake, setMistake] = useState<string | null>(null);

  function write(next: string) {
    setText(next);
    try {
      onChange(next.trim() === "" ? undefined : JSON.parse(next), fieldPathId.path);
      setMistake(null);
    } catch (error) {
      setMistake(`This is not JSON yet: ${error instanceof Error ? error.message : "it does not parse"}`);
    }
  }

  return (
    <Field
      label={schema.title ?? (name || "JSON")}
      hint={schema.description ?? "Written as JSON."}
      error={mistake ?? rawErrors?.[0]}
      required={required ?? false}
    >
      {(control) => (
        <Textarea
          {...control}
          rows={6}
          spellCheck={false}
          disabled={disabled ?? false}
          value={text}
          onChange={(event) => write(event.target.value)}
          className="font-mono !text-xs"
        />
      )}
    </Field>
  );
}
