"use client";

import { ExpressionField } from "#components/editor/expression-field.tsx";
import type { KindFieldProps, KindFields } from "#components/editor/fields/kind-field.ts";

const JsonataField = ({ label, hint, value, onChange, place, error }: KindFieldProps) => (
  <ExpressionField
    label={label}
    hint={hint}
    value={typeof value === "string" ? value : ""}
    onChange={onChange}
    place={place}
    error={error}
  />
);

export const transformFields = { expression: JsonataField } satisfies KindFields;
