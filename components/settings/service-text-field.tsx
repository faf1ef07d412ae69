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
  field: Exclude<keyof ServiceDraft, "type" | "kind" | "per" | "document">;
  label: string;
  hint?: string;
  placeholder?: string;
  inputMode?: "decimal" | "numeric";
  className?: string;
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
  className,
  ...input
}: ServiceTextFieldProps) => (
  <Field label={label} hint={hint} error={errors[field]} required={required ?? false} {...(className && { className })}>
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
