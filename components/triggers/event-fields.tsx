"use client";

import { SourceField } from "#components/triggers/source-field.tsx";
import { type ErrorAt, type EventSettings, withExpression } from "#components/triggers/trigger-draft.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

interface EventFieldsProps {
  settings: EventSettings;
  onChange: (settings: EventSettings) => void;
  errorAt: ErrorAt;
}

/** Which event a trigger waits for, and what it makes of it. */
export const EventFields = ({ settings, onChange, errorAt }: EventFieldsProps) => (
  <div className="flex flex-col gap-4">
    <Field
      label="Event"
      hint="The name under which it is published, e.g. order.paid."
      error={errorAt("settings.event")}
      required
    >
      {(control) => (
        <Input
          {...control}
          value={settings.event}
          maxLength={200}
          spellCheck={false}
          className="font-mono"
          onChange={({ target }) => onChange({ ...settings, event: target.value })}
        />
      )}
    </Field>
    <SourceField
      label="Only if"
      hint={
        <>
          JSONata over <code>event</code> and <code>payload</code> that must give true, e.g.{" "}
          <code>payload.total &gt; 100</code>. Left out, every one starts a run.
        </>
      }
      value={settings.filter ?? ""}
      onChange={(source) => onChange(withExpression(settings, "filter", source))}
      error={errorAt("settings.filter")}
    />
    <SourceField
      label="Input of the run"
      hint={
        <>
          JSONata over <code>event</code> and <code>payload</code>. Left out, the payload is the input.
        </>
      }
      value={settings.mapping ?? ""}
      onChange={(source) => onChange(withExpression(settings, "mapping", source))}
      error={errorAt("settings.mapping")}
    />
  </div>
);
