"use client";

import { type FormEvent, useState } from "react";
import { Input } from "#components/ui/input.tsx";

interface TextFilterProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** A filter that is typed: it applies on enter, and when it is left. Give it the value as its key, so that it follows. */
export function TextFilter({ label, value, onChange }: TextFilterProps) {
  const [text, setText] = useState(value);
  const apply = (event?: FormEvent) => {
    event?.preventDefault();
    if (text.trim() !== value) onChange(text.trim());
  };
  return (
    <form onSubmit={apply} className="w-full max-w-56 max-sm:max-w-none">
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => apply()}
      />
    </form>
  );
}
