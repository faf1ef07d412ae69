"use client";

import { type ReactNode, useState } from "react";
import { useEditor } from "#components/editor/editor-context.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";

interface Labeled {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
}

interface TextFieldProps extends Labeled {
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  rows?: number;
  maxLength?: number;
}

export function TextField({ label, hint, error, value, onChange, placeholder, rows, maxLength }: TextFieldProps) {
  const { mayEdit } = useEditor();
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => {
        const shared = { ...control, value, placeholder, maxLength, readOnly: !mayEdit };
        return rows ? (
          <Textarea {...shared} rows={rows} onChange={(event) => onChange(event.target.value)} />
        ) : (
          <Input {...shared} onChange={(event) => onChange(event.target.value)} />
        );
      }}
    </Field>
  );
}

interface CommittedFieldProps extends Labeled {
  value: string;
  /** Why a text cannot be taken; null when it can. */
  refuse: (text: string) => string | null;
  onCommit: (text: string) => void;
  inputMode?: "numeric" | "decimal";
  placeholder?: string;
  mono?: boolean;
}

/** A text that is taken over when one leaves the field or presses enter, and only when it will do. */
export function CommittedField({
  label,
  hint,
  error,
  value,
  refuse,
  onCommit,
  inputMode,
  placeholder,
  mono,
}: CommittedFieldProps) {
  const { mayEdit } = useEditor();
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? value;
  const refusal = typed === null || typed === value ? null : refuse(typed);
  function commit() {
    if (typed !== null && typed !== value && !refusal) onCommit(typed);
    if (!refusal) setTyped(null);
  }
  return (
    <Field label={label} hint={hint} error={refusal ?? error}>
      {(control) => (
        <Input
          {...control}
          value={text}
          placeholder={placeholder}
          inputMode={inputMode}
          readOnly={!mayEdit}
          spellCheck={false}
          className={mono ? "font-mono" : ""}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === "Enter") commit();
            if (event.key === "Escape") setTyped(null);
          }}
        />
      )}
    </Field>
  );
}

interface NumberFieldProps extends Labeled {
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  min: number;
  max: number;
  isWhole?: boolean;
  /** Shown when it is empty, which then is allowed. */
  whenEmpty?: string;
}

export function NumberField({
  label,
  hint,
  error,
  value,
  onChange,
  min,
  max,
  isWhole = true,
  whenEmpty,
}: NumberFieldProps) {
  const { mayEdit } = useEditor();
  const [typed, setTyped] = useState<string | null>(null);
  const refusal =
    typed === null ? null : numberRefusal(typed, { min, max, isWhole, mayBeEmpty: whenEmpty !== undefined });
  return (
    <Field label={label} hint={hint} error={refusal ?? error}>
      {(control) => (
        <Input
          {...control}
          inputMode={isWhole ? "numeric" : "decimal"}
          placeholder={whenEmpty}
          readOnly={!mayEdit}
          value={typed ?? (value === undefined ? "" : String(value))}
          onChange={(event) => {
            const text = event.target.value;
            setTyped(text);
            if (!numberRefusal(text, { min, max, isWhole, mayBeEmpty: whenEmpty !== undefined }))
              onChange(text.trim() === "" ? undefined : Number(text));
          }}
          onBlur={() => {
            if (!refusal) setTyped(null);
          }}
        />
      )}
    </Field>
  );
}

function numberRefusal(
  text: string,
  bounds: { min: number; max: number; isWhole: boolean; mayBeEmpty: boolean },
): string | null {
  if (text.trim() === "") return bounds.mayBeEmpty ? null : "A number is needed.";
  const number = Number(text);
  if (!Number.isFinite(number)) return "This is not a number.";
  if (bounds.isWhole && !Number.isInteger(number)) return "This must be a whole number.";
  if (number < bounds.min || number > bounds.max) return `Between ${bounds.min} and ${bounds.max}.`;
  return null;
}

interface ChoiceFieldProps extends Labeled {
  value: string;
  choices: Readonly<Record<string, string>>;
  onChange: (value: string) => void;
}

export function ChoiceField({ label, hint, error, value, choices, onChange }: ChoiceFieldProps) {
  const { mayEdit } = useEditor();
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <Select {...control} value={value} disabled={!mayEdit} onChange={(event) => onChange(event.target.value)}>
          {Object.entries(choices).map(([choice, words]) => (
            <option key={choice} value={choice}>
              {words}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

interface YesNoFieldProps {
  label: string;
  hint?: string;
  value: boolean;
  onChange: (value: boolean) => void;
}

export function YesNoField({ label, hint, value, onChange }: YesNoFieldProps) {
  const { mayEdit } = useEditor();
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox within is a button that the label names
    <label className="flex items-start gap-2 text-sm">
      <Checkbox checked={value} disabled={!mayEdit} onCheckedChange={(checked) => onChange(checked === true)} />
      <span>
        <span className="font-medium text-ink">{label}</span>
        {hint && <span className="block text-muted text-xs">{hint}</span>}
      </span>
    </label>
  );
}
