"use client";

import { useState } from "react";
import { ExpressionField } from "#components/editor/expression-field.tsx";
import type { ExpressionPlace } from "#components/editor/expression-scope.ts";
import { ChoiceField, NumberField } from "#components/editor/plain-fields.tsx";
import { ExpressionSwitch } from "#components/editor/value-field.tsx";
import {
  DURATION_UNITS,
  type DurationUnit,
  inWholeUnits,
  isoDuration,
  MAX_WAIT_MS,
  readDuration,
} from "#core/duration.ts";
import { isExpression } from "#core/expression.ts";

const UNITS: Record<DurationUnit, string> = { seconds: "seconds", minutes: "minutes", hours: "hours", days: "days" };

interface DurationInputProps {
  label: string;
  hint?: string;
  ms: number;
  onChange: (amount: number, unit: DurationUnit) => void;
  error?: string | undefined;
  maxMs?: number;
}

/** A length of time as a number and its unit. */
export function DurationInput({ label, hint, ms, onChange, error, maxMs = MAX_WAIT_MS }: DurationInputProps) {
  const { amount, unit } = inWholeUnits(ms);
  return (
    <div className="grid grid-cols-2 items-start gap-2">
      <NumberField
        label={label}
        hint={hint}
        error={error}
        value={amount}
        min={0}
        max={maxMs / DURATION_UNITS[unit]}
        isWhole={false}
        onChange={(next) => onChange(next ?? 0, unit)}
      />
      <ChoiceField
        label="Unit"
        value={unit}
        choices={UNITS}
        onChange={(next) => onChange(amount, next as DurationUnit)}
      />
    </div>
  );
}

interface OptionalDurationInputProps {
  label: string;
  /** Shown when it is left out. */
  whenEmpty: string;
  ms: number | undefined;
  maxMs: number;
  onChange: (ms: number | undefined) => void;
}

/** A length of time in whole units that may be left out. The unit stays as chosen while the number is typed. */
export function OptionalDurationInput({ label, whenEmpty, ms, maxMs, onChange }: OptionalDurationInputProps) {
  const [unit, setUnit] = useState<DurationUnit>(() => (ms === undefined ? "days" : inWholeUnits(ms).unit));
  const amount = ms === undefined ? undefined : ms / DURATION_UNITS[unit];
  const inMs = (next: number | undefined, of: DurationUnit) =>
    next === undefined ? undefined : Math.min(maxMs, Math.round(next * DURATION_UNITS[of]));
  return (
    <div className="grid grid-cols-2 items-start gap-2">
      <NumberField
        label={label}
        value={amount}
        min={1}
        max={Math.floor(maxMs / DURATION_UNITS[unit])}
        whenEmpty={whenEmpty}
        onChange={(next) => onChange(inMs(next, unit))}
      />
      <ChoiceField
        label="Unit"
        value={unit}
        choices={UNITS}
        onChange={(next) => {
          setUnit(next as DurationUnit);
          onChange(inMs(amount, next as DurationUnit));
        }}
      />
    </div>
  );
}

interface DurationFieldProps {
  label: string;
  hint?: string;
  /** Milliseconds, an ISO 8601 duration, or an expression that gives either. */
  value: unknown;
  onChange: (value: unknown) => void;
  place: ExpressionPlace;
  error?: string | undefined;
}

/** A length of time as a number and its unit, or an expression instead. */
export function DurationField({ label, hint, value, onChange, place, error }: DurationFieldProps) {
  const isComputed = isExpression(value);
  return (
    <div className="flex min-w-0 items-start gap-1">
      <div className="min-w-0 flex-1">
        {isComputed ? (
          <ExpressionField
            label={label}
            {...(hint ? { hint } : {})}
            value={value.$}
            place={place}
            error={error}
            onChange={($) => onChange({ $ })}
          />
        ) : (
          <DurationInput
            label={label}
            error={error}
            ms={readDuration(value) ?? 0}
            onChange={(amount, unit) => onChange(isoDuration(amount, unit))}
          />
        )}
      </div>
      <ExpressionSwitch label={label} isOn={isComputed} onSwitch={(isOn) => onChange(isOn ? { $: "input" } : "PT1H")} />
    </div>
  );
}
