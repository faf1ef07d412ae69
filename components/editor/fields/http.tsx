"use client";

import type { KindFieldProps, KindFields } from "#components/editor/fields/kind-field.ts";
import { CommittedField } from "#components/editor/plain-fields.tsx";
import { Rows, TemplateField } from "#components/editor/template-field.tsx";
import { ValueField } from "#components/editor/value-field.tsx";

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

const statusesIn = (text: string): number[] =>
  text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(Number);
const isStatus = (status: number) => Number.isInteger(status) && status >= 100 && status <= 599;

const StatusesField = ({ hint, value, onChange, error }: KindFieldProps) => (
  <CommittedField
    label="Also a success"
    hint={hint}
    placeholder="404, 410"
    value={Array.isArray(value) ? value.join(", ") : ""}
    error={error}
    refuse={(text) =>
      statusesIn(text).every(isStatus) ? null : "Statuses are numbers from 100 to 599, separated by commas."
    }
    onCommit={(text) => onChange(text.trim() === "" ? undefined : statusesIn(text))}
  />
);

export const httpFields = {
  url: UrlField,
  headers: HeaderRows,
  body: BodyField,
  acceptStatuses: StatusesField,
} satisfies KindFields;
