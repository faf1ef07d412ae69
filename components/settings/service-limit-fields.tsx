"use client";

import type { RateUnit } from "#components/settings/service-draft.ts";
import { type ServiceForm, ServiceTextField } from "#components/settings/service-text-field.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";

/** What the calls of a service keep to; an empty field limits nothing. */
export function ServiceLimitFields(form: ServiceForm) {
  const { draft, onChange } = form;
  return (
    <fieldset className="rounded-md border px-3 pt-1 pb-3">
      <legend className="px-1 font-medium text-sm">Limits</legend>
      <p className="mb-3 text-muted text-xs">
        For the calls of all workflows. A call that is not its turn waits; what is left empty limits nothing.
      </p>
      <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
        <ServiceTextField
          {...form}
          field="timeout"
          label="Timeout in seconds"
          hint="For one attempt, without its waits."
          placeholder="None"
          inputMode="decimal"
        />
        <ServiceTextField
          {...form}
          field="concurrency"
          label="Calls at once"
          hint="In all workers together."
          placeholder="Any number"
          inputMode="numeric"
        />
        <ServiceTextField
          {...form}
          field="rate"
          label="Calls in a time"
          hint="By all workers, spread evenly."
          placeholder="Any number"
          inputMode="numeric"
        />
        <Field label="The time">
          {(control) => (
            <Select
              {...control}
              value={draft.per}
              onChange={({ target }) => onChange({ per: target.value as RateUnit })}
            >
              <option value="second">A second</option>
              <option value="minute">A minute</option>
              <option value="hour">An hour</option>
            </Select>
          )}
        </Field>
        <ServiceTextField
          {...form}
          field="attempts"
          label="Attempts"
          hint="Of a call that fails in a way that may pass."
          placeholder="1"
          inputMode="numeric"
        />
        {draft.attempts.trim() !== "" && draft.attempts.trim() !== "1" && (
          <>
            <ServiceTextField
              {...form}
              field="backoff"
              label="Seconds before the second"
              hint="Twice as long before each further one, unless the service says when."
              inputMode="decimal"
            />
            <ServiceTextField
              {...form}
              field="statuses"
              label="Statuses that may pass"
              hint="So may no answer at all."
              className="sm:col-span-2"
            />
          </>
        )}
      </div>
    </fieldset>
  );
}
