"use client";

import { KIND_TITLES } from "#components/settings/service-draft.ts";
import type { ServiceForm } from "#components/settings/service-text-field.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import type { ServiceKind } from "#core/service.ts";

const HINTS: Readonly<Record<ServiceKind, string>> = {
  http: "Stages and code send it requests.",
  openapi: "Code calls the operations of its document; stages send requests.",
  mcp: "Code calls its tools.",
};

/** What the service speaks; that is for good. */
export const ServiceKindField = ({ draft, onChange }: ServiceForm) => (
  <Field label="Kind" hint={HINTS[draft.kind]}>
    {(control) => (
      <Select
        {...control}
        value={draft.kind}
        onChange={({ target }) => onChange({ kind: target.value as ServiceKind })}
      >
        {Object.entries(KIND_TITLES).map(([kind, title]) => (
          <option key={kind} value={kind}>
            {title}
          </option>
        ))}
      </Select>
    )}
  </Field>
);
