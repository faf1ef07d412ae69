"use client";

import { DurationField } from "#components/editor/duration-field.tsx";
import type { KindFieldProps, KindFields } from "#components/editor/fields/kind-field.ts";
import { ChoiceField } from "#components/editor/plain-fields.tsx";
import { ValueField } from "#components/editor/value-field.tsx";

const MODES = { for: "For a while", until: "Until a time" };

/** Which of the two it is, and how long. */
function ForField({ value, hint, config, onChange, onChangeSeveral, place, error }: KindFieldProps) {
  const mode = value === undefined && config.until !== undefined ? "until" : "for";
  return (
    <>
      <ChoiceField
        label="Waits"
        value={mode}
        choices={MODES}
        onChange={(next) => {
          if (next === mode) return;
          onChangeSeveral(next === "for" ? { for: "PT1H", until: undefined } : { for: undefined, until: "" });
        }}
      />
      {mode === "for" && (
        <DurationField label="How long" hint={hint} value={value} onChange={onChange} place={place} error={error} />
      )}
    </>
  );
}

const UntilField = ({ value, hint, onChange, place, error }: KindFieldProps) =>
  value === undefined ? null : (
    <ValueField
      label="Until when"
      hint={hint}
      placeholder="2026-12-24T18:00:00Z"
      value={value}
      onChange={onChange}
      place={place}
      error={error}
    />
  );

export const waitFields = { for: ForField, until: UntilField } satisfies KindFields;
