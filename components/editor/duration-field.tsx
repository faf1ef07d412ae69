"use client";

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
