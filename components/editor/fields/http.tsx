"use client";

import type { KindFieldProps, KindFields } from "#components/editor/fields/kind-field.ts";
import { requestFields } from "#components/editor/fields/request.tsx";
import { CommittedField } from "#components/editor/plain-fields.tsx";

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
  ...requestFields,
  acceptStatuses: StatusesField,
} satisfies KindFields;
