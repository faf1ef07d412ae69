"use client";

import { cronWords } from "#components/triggers/cron-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { cronProblem } from "#core/timing.ts";

const PRESETS = [
  ["Every 15 minutes", "*/15 * * * *"],
  ["Every hour", "0 * * * *"],
  ["Every day at 9:00", "0 9 * * *"],
  ["Weekdays at 9:00", "0 9 * * 1-5"],
  ["Mondays at 9:00", "0 9 * * 1"],
  ["First of the month", "0 9 1 * *"],
] as const;

interface CronFieldProps {
  value: string;
  onChange: (cron: string) => void;
  error: string | null;
}

/** A cron expression with what it means in words, and some to start from. */
export function CronField({ value, onChange, error }: CronFieldProps) {
  const problem = value.trim() === "" ? "must not be empty" : cronProblem(value.trim());
  const words = problem ? null : cronWords(value);
  return (
    <div className="flex flex-col gap-2">
      <Field
        label="Cron expression"
        required
        hint={
          words
            ? `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
            : "Five fields: minute, hour, day of the month, month, day of the week."
        }
        error={error ?? (problem && `This ${problem}.`)}
      >
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            value={value}
            maxLength={200}
            spellCheck={false}
            onChange={({ target }) => onChange(target.value)}
          />
        )}
      </Field>
      <fieldset className="flex flex-wrap gap-1">
        <legend className="sr-only">Expressions to start from</legend>
        {PRESETS.map(([label, cron]) => (
          <Button
            key={cron}
            size="sm"
            aria-pressed={value === cron}
            onClick={() => onChange(cron)}
            className="aria-pressed:bg-accent-soft aria-pressed:text-accent-ink"
          >
            {label}
          </Button>
        ))}
      </fieldset>
    </div>
  );
}
