"use client";

import { useEffect, useMemo, useRef } from "react";
import { type DecisionDraft, refusedEdit } from "#components/inbox/decision-draft.ts";
import { schemaOf, withMembers } from "#components/inbox/value-schema.ts";
import { Button } from "#components/ui/button.tsx";
import { SchemaForm } from "#components/ui/schema-form/schema-form.tsx";
import { isObject } from "#core/diff/same-json.ts";

interface EditDetailsProps {
  value: unknown;
  edited: { value: unknown } | null;
  refusal: DecisionDraft["refusal"];
  onChange: (edited: { value: unknown }) => void;
  onDone: () => void;
  onDiscard: () => void;
}

/** The details as a form. What is made of them is approved instead; until then it is only a draft. */
export function EditDetails({ value, edited, refusal, onChange, onDone, onDiscard }: EditDetailsProps) {
  const area = useRef<HTMLDivElement>(null);
  const isForm = isObject(value) && Object.keys(value).length > 0;
  const shape = useMemo(() => (isForm ? value : { details: value }), [isForm, value]);
  const schema = useMemo(() => schemaOf(shape), [shape]);
  const shown = edited ? edited.value : value;
  useEffect(() => {
    area.current?.querySelector<HTMLElement>("input, textarea, [role='switch']")?.focus();
  }, []);
  const read = (filled: unknown) => {
    const whole = withMembers(shape, filled);
    return { value: isForm ? whole : isObject(whole) ? whole.details : whole };
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut over the form's own controls
    <div
      ref={area}
      className="flex flex-col gap-4 rounded-lg border bg-surface p-4"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        onDone();
      }}
    >
      <SchemaForm
        schema={schema}
        refused={refusal && refusedEdit(refusal)}
        value={isForm ? shown : { details: shown }}
        onChange={(filled) => onChange(read(filled))}
        onSubmit={(filled) => {
          onChange(read(filled));
          onDone();
        }}
      >
        <div className="flex flex-wrap gap-2 border-t pt-3">
          <Button type="submit">Show the edits</Button>
          <Button look="ghost" onClick={onDiscard}>
            Discard edits
          </Button>
        </div>
      </SchemaForm>
    </div>
  );
}
