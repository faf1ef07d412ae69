"use client";

import { DurationInput } from "#components/editor/duration-field.tsx";
import { useEditor } from "#components/editor/editor-context.ts";
import type { KindFieldProps, KindFields } from "#components/editor/fields/kind-field.ts";
import { requestFields } from "#components/editor/fields/request.tsx";
import { YesNoField } from "#components/editor/plain-fields.tsx";
import { ValueField } from "#components/editor/value-field.tsx";
import { DURATION_UNITS } from "#core/duration.ts";

const HOUR_MS = DURATION_UNITS.hours;
const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0);

const SilenceField = ({ label, hint, value, onChange, error }: KindFieldProps) => (
  <DurationInput
    label={label}
    hint={hint}
    ms={numberOf(value)}
    error={error}
    onChange={(amount, unit) => onChange(Math.round(amount * DURATION_UNITS[unit]))}
  />
);

const TotalField = ({ label, hint, value, onChange, error }: KindFieldProps) => (
  <>
    <YesNoField
      label="Limit the time in all"
      hint={hint}
      value={value !== undefined}
      onChange={(isLimited) => onChange(isLimited ? HOUR_MS : undefined)}
    />
    {value !== undefined && (
      <DurationInput
        label={label}
        ms={numberOf(value)}
        error={error}
        onChange={(amount, unit) => onChange(Math.round(amount * DURATION_UNITS[unit]))}
      />
    )}
  </>
);

/** A number or an expression; empty while it is not known. */
function ExpectedField({ label, hint, value, onChange, place, error }: KindFieldProps) {
  const { mayEdit } = useEditor();
  return (
    <ValueField
      label={label}
      hint={hint}
      placeholder={mayEdit ? "Not known" : ""}
      value={typeof value === "number" ? String(value) : value}
      onChange={(next) => onChange(typeof next === "string" ? countIn(next) : next)}
      place={place}
      error={error}
    />
  );
}

// What is no number stays as it is: its problem is shown at the field.
const countIn = (text: string): unknown => (text.trim() === "" ? undefined : /^\d+$/.test(text) ? Number(text) : text);

export const externalFields = {
  ...requestFields,
  expectedCount: ExpectedField,
  inactivityTimeoutMs: SilenceField,
  timeoutMs: TotalField,
} satisfies KindFields;
