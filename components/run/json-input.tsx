"use client";

import { type FormEvent, type ReactNode, useId, useState } from "react";
import { FieldError } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";

interface JsonInputProps {
  value: unknown;
  onChange: (value: unknown) => void;
  onSubmit: (value: unknown) => void;
  children: ReactNode;
}

/** The whole input as JSON, for those who have it at hand. */
export function JsonInput({ value, onChange, onSubmit, children }: JsonInputProps) {
  const id = useId();
  const [text, setText] = useState(() => JSON.stringify(value ?? {}, null, 2));
  const [mistake, setMistake] = useState<string | null>(null);

  function submit(event: FormEvent) {
    event.preventDefault();
    const parsed = parse(text);
    if ("mistake" in parsed) setMistake(parsed.mistake);
    else onSubmit(parsed.value);
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <label htmlFor={id} className="font-medium text-sm">
          Input as JSON
        </label>
        <Textarea
          id={id}
          rows={16}
          spellCheck={false}
          aria-invalid={mistake !== null || undefined}
          aria-describedby={mistake ? `${id}-error` : undefined}
          value={text}
          className="font-mono !text-xs"
          onChange={({ target }) => {
            setText(target.value);
            setMistake(null);
            const parsed = parse(target.value);
            if ("value" in parsed) onChange(parsed.value);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) event.currentTarget.form?.requestSubmit();
          }}
        />
        {mistake && <FieldError id={`${id}-error`}>{mistake}</FieldError>}
      </div>
      {children}
    </form>
  );
}

function parse(text: string): { value: unknown } | { mistake: string } {
  try {
    return { value: text.trim() === "" ? {} : JSON.parse(text) };
  } catch (error) {
    return { mistake: `This is not JSON: ${error instanceof Error ? error.message : "it does not parse"}` };
  }
}
