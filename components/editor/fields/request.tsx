"use client";

import type { KindFieldProps } from "#components/editor/fields/kind-field.ts";
import { Rows, TemplateField } from "#components/editor/template-field.tsx";
import { ValueField } from "#components/editor/value-field.tsx";

/** The controls of an HTTP request, for every kind that makes one. */
const UrlField = ({ hint, value, onChange, place, error }: KindFieldProps) => (
  <ValueField
    label="Address"
    hint={hint}
    placeholder="https://"
    value={value}
    onChange={onChange}
    place={place}
    error={error}
  />
);

function HeaderRows({ value, onChange, path, place }: KindFieldProps) {
  const headers = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium text-ink text-sm">Headers</legend>
      <Rows
        label="Headers"
        rows={headers}
        path={path}
        place={place}
        onChange={(rows) => onChange(rows.length > 0 ? Object.fromEntries(rows) : undefined)}
      />
    </fieldset>
  );
}

const BodyField = ({ hint, value, onChange, path, place }: KindFieldProps) => (
  <TemplateField
    label="Body"
    hint={hint}
    value={value}
    onChange={onChange}
    path={path}
    place={place}
    whenAbsent="No body"
  />
);

export const requestFields = { url: UrlField, headers: HeaderRows, body: BodyField };
