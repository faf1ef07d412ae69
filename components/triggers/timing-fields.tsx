"use client";

import { useState } from "react";
import { CronField } from "#components/triggers/cron-field.tsx";
import { fromLocalField, toLocalField } from "#components/triggers/local-time.ts";
import { NextTimes } from "#components/triggers/next-times.tsx";
import { TimeZoneField } from "#components/triggers/time-zone-field.tsx";
import type { ErrorAt } from "#components/triggers/trigger-draft.ts";
import { INTERVAL_UNITS, type IntervalUnit, intervalMs, intervalParts } from "#components/triggers/trigger-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Timing } from "#core/timing.ts";

const TYPES = { cron: "At certain times", interval: "Again and again", once: "Once" } as const satisfies Record<
  Timing["type"],
  string
>;

const HOUR_MS = 3_600_000;
const hourFrom = (now: number) => new Date(Math.floor(now / HOUR_MS) * HOUR_MS).toISOString();

const START_OF: Record<Timing["type"], () => Timing> = {
  cron: () => ({
    type: "cron",
    cron: "0 9 * * *",
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC",
  }),
  interval: () => ({ type: "interval", everyMs: HOUR_MS, startsAt: hourFrom(Date.now()) }),
  once: () => ({ type: "once", at: hourFrom(Date.now() + HOUR_MS) }),
};

export const firstTiming = START_OF.cron;

interface TimingFieldsProps {
  timing: Timing;
  onChange: (timing: Timing) => void;
  errorAt: ErrorAt;
}

/** When a schedule comes, with its next five times beside. */
export function TimingFields({ timing, onChange, errorAt }: TimingFieldsProps) {
  return (
    <div className="flex flex-col gap-4">
      <fieldset className="flex flex-wrap gap-1">
        <legend className="mb-1 font-medium text-sm">When</legend>
        {(Object.keys(TYPES) as Timing["type"][]).map((type) => (
          <Button
            key={type}
            size="sm"
            aria-pressed={timing.type === type}
            onClick={() => timing.type !== type && onChange(START_OF[type]())}
            className="aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-ink"
          >
            {TYPES[type]}
          </Button>
        ))}
      </fieldset>
      {timing.type === "cron" && (
        <>
          <CronField
            value={timing.cron}
            onChange={(cron) => onChange({ ...timing, cron })}
            error={errorAt("settings.timing.cron")}
          />
          <TimeZoneField
            value={timing.timeZone}
            onChange={(timeZone) => onChange({ ...timing, timeZone })}
            error={errorAt("settings.timing.timeZone")}
          />
        </>
      )}
      {timing.type === "interval" && <IntervalFields timing={timing} onChange={onChange} errorAt={errorAt} />}
      {timing.type === "once" && (
        <MomentField
          label="At"
          value={timing.at}
          onChange={(at) => onChange({ ...timing, at })}
          error={errorAt("settings.timing.at")}
        />
      )}
      <NextTimes timing={timing} />
    </div>
  );
}

interface IntervalFieldsProps extends Omit<TimingFieldsProps, "timing"> {
  timing: Extract<Timing, { type: "interval" }>;
}

function IntervalFields({ timing, onChange, errorAt }: IntervalFieldsProps) {
  // Kept while one types: 60 seconds stay seconds.
  const [unit, setUnit] = useState(intervalParts(timing.everyMs).unit);
  const count = timing.everyMs / intervalMs(1, unit);
  const every = (amount: number, of: IntervalUnit) => onChange({ ...timing, everyMs: intervalMs(amount, of) });
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Every" error={errorAt("settings.timing.everyMs")} required>
        {(control) => (
          <div className="flex gap-2">
            <Input
              {...control}
              type="number"
              min={1}
              step={1}
              value={count || ""}
              onChange={({ target }) => every(Math.round(Number(target.value)), unit)}
            />
            <Select
              aria-label="Unit"
              value={unit}
              onChange={({ target }) => {
                const next = target.value as IntervalUnit;
                setUnit(next);
                every(count, next);
              }}
            >
              {INTERVAL_UNITS.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </Select>
          </div>
        )}
      </Field>
      <MomentField
        label="Starting"
        hint="The times are counted from here."
        value={timing.startsAt}
        onChange={(startsAt) => onChange({ ...timing, startsAt })}
        error={errorAt("settings.timing.startsAt")}
      />
    </div>
  );
}

interface MomentFieldProps {
  label: string;
  hint?: string;
  value: string;
  onChange: (iso: string) => void;
  error: string | null;
}

const MomentField = ({ label, hint, value, onChange, error }: MomentFieldProps) => (
  <Field label={label} hint={hint ?? "In your own time zone."} error={error} required className="max-w-xs">
    {(control) => (
      <Input
        {...control}
        type="datetime-local"
        value={toLocalField(value)}
        onChange={({ target }) => onChange(fromLocalField(target.value))}
      />
    )}
  </Field>
);
