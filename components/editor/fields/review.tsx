"use client";

import { OptionalDurationInput } from "#components/editor/duration-field.tsx";
import type { KindFieldProps, KindFields } from "#components/editor/fields/kind-field.ts";
import { ChoiceField, CommittedField } from "#components/editor/plain-fields.tsx";
import { SchemaBuilder } from "#components/editor/schema-builder.tsx";
import { TemplateField } from "#components/editor/template-field.tsx";
import { ValueField } from "#components/editor/value-field.tsx";
import { ASSIGNEE, ASSIGNEE_WORDS } from "#core/assignee.ts";
import { inWholeUnits, isoDuration, MAX_WAIT_MS, readDuration } from "#core/duration.ts";

const SummaryField = ({ hint, value, onChange, place, error }: KindFieldProps) => (
  <ValueField label="Summary" hint={hint} rows={5} value={value} onChange={onChange} place={place} error={error} />
);

const DetailsField = ({ hint, value, onChange, path, place }: KindFieldProps) => (
  <TemplateField
    label="Details"
    hint={hint}
    value={value}
    onChange={onChange}
    path={path}
    place={place}
    whenAbsent="No details"
  />
);

const FormField = ({ value, onChange, error }: KindFieldProps) => (
  <SchemaBuilder
    label="Form"
    hint="What the reviewer fills in with the decision."
    value={typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined}
    onChange={onChange}
    error={error}
  />
);

const assigneesIn = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];

const AssigneesField = ({ value, onChange, error }: KindFieldProps) => (
  <CommittedField
    label="Who decides"
    hint="role:reviewer, user:ann@example.org or group:legal, separated by commas. Empty: every reviewer."
    placeholder="Every reviewer"
    value={Array.isArray(value) ? value.join(", ") : ""}
    error={error}
    refuse={(text) =>
      assigneesIn(text)
        .find((one) => !ASSIGNEE.test(one))
        ?.concat(` is not ${ASSIGNEE_WORDS}.`) ?? null
    }
    onCommit={(text) => onChange(assigneesIn(text))}
  />
);

function DueField({ value, onChange }: KindFieldProps) {
  function set(ms: number | undefined) {
    const whole = ms === undefined ? null : inWholeUnits(ms);
    onChange(whole ? isoDuration(whole.amount, whole.unit) : undefined);
  }
  return (
    <OptionalDurationInput
      label="Due within"
      whenEmpty="No time"
      ms={readDuration(value) ?? undefined}
      maxMs={MAX_WAIT_MS}
      onChange={set}
    />
  );
}

const REJECTION = { fail: "Fails the stage", continue: "Lets the workflow branch on the decision" };

const RejectionField = ({ hint, value, onChange, error }: KindFieldProps) => (
  <ChoiceField
    label="A rejection"
    hint={hint}
    value={value === "continue" ? "continue" : "fail"}
    choices={REJECTION}
    onChange={onChange}
    error={error}
  />
);

export const reviewFields = {
  summary: SummaryField,
  details: DetailsField,
  form: FormField,
  assignees: AssigneesField,
  due: DueField,
  onReject: RejectionField,
} satisfies KindFields;
