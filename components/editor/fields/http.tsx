"use client";

import type { KindFieldProps, KindFields } from "#components/editor/fields/kind-field.ts";
import { requestFields } from "#components/editor/fields/request.tsx";
import { ServiceField } from "#components/editor/fields/service-field.tsx";
import { CommittedField } from "#components/editor/plain-fields.tsx";
import { ValueField } from "#components/editor/value-field.tsx";

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

/** Of a service a path below its own address. */
const AddressField = (props: KindFieldProps) => {
  const { config, value, onChange, place, error } = props;
  if (config.service === undefined) return <requestFields.url {...props} />;
  return (
    <ValueField
      label="Path"
      hint="Below the address of the service, with its query if it has one."
      placeholder="/users?limit=10"
      value={value}
      onChange={onChange}
      place={place}
      error={error}
    />
  );
};

export const httpFields = {
  ...requestFields,
  service: ServiceField,
  url: AddressField,
  acceptStatuses: StatusesField,
} satisfies KindFields;
