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
  const shown = inWholeUnits(readDuration(value) ?? 0);
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
          <div className="grid grid-cols-2 gap-2">
            <NumberField
              label={label}
              error={error}
              value={shown.amount}
              min={0}
              max={MAX_WAIT_MS / DURATION_UNITS[shown.unit]}
              isWhole={false}
              onChange={(amount) => onChange(isoDuration(amount ?? 0, shown.unit))}
            />
            <ChoiceField
              label="Unit"
              value={shown.unit}
              choices={UNITS}
              onChange={(unit) => onChange(isoDuration(shown.amount, unit as DurationUnit))}
            />
          </div>
        )}
      </div>
      <ExpressionSwitch label={label} isOn={isComputed} onSwitch={(isOn) => onChange(isOn ? { $: "input" } : "PT1H")} />
    </div>
  );
}
