"use client";

import type { DraftErrors, ServiceDraft } from "#components/settings/service-draft.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

export interface ServiceForm {
  draft: ServiceDraft;
  errors: DraftErrors;
  onChange: (part: Partial<ServiceDraft>) => void;
}

interface ServiceTextFieldProps extends ServiceForm {
  field: Exclude<keyof ServiceDraft, "type">;
  label: string;
  hint?: string;
  placeholder?: string;
  inputMode?: "decimal";
  required?: boolean;
}

/** One line of the form of a service. */
export const ServiceTextField = ({
  draft,
  errors,
  onChange,
  field,
  label,
  hint,
  required,
  ...input
}: ServiceTextFieldProps) => (
  <Field label={label} hint={hint} error={errors[field]} required={required ?? false}>
    {(control) => (
      <Input
        {...control}
        {...input}
        value={draft[field]}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => onChange({ [field]: target.value })}
      />
    )}
  </Field>
);
