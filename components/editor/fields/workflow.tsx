"use client";

import { ExpressionField } from "#components/editor/expression-field.tsx";
import type { KindFieldProps, KindFields } from "#components/editor/fields/kind-field.ts";
import { ChoiceField } from "#components/editor/plain-fields.tsx";
import { TemplateField } from "#components/editor/template-field.tsx";
import { WorkflowNameField } from "#components/editor/workflow-name-field.tsx";
import { isExpression } from "#core/expression.ts";

const NameField = ({ hint, value, onChange, error }: KindFieldProps) => (
  <WorkflowNameField
    label="Workflow"
    hint={hint}
    value={typeof value === "string" ? value : ""}
    onChange={onChange}
    error={error}
  />
);

const InputField = ({ value, onChange, path, place }: KindFieldProps) => (
  <TemplateField
    label="Its input"
    value={value}
    onChange={onChange}
    path={path}
    place={place}
    whenAbsent="The input of this stage"
  />
);

const ItemField = ({ hint, value, onChange, place, error }: KindFieldProps) => (
  <ExpressionField
    label="Its item"
    hint={hint}
    value={isExpression(value) ? value.$ : ""}
    place={place}
    error={error}
    onChange={($) => onChange($ ? { $ } : undefined)}
  />
);

const FAILURES = { fail: "The stage fails", continue: "The stage goes on and says so" };

const FailureField = ({ value, onChange, error }: KindFieldProps) => (
  <ChoiceField
    label="If the run does not complete"
    value={String(value)}
    choices={FAILURES}
    onChange={onChange}
    error={error}
  />
);

export const workflowFields = {
  workflow: NameField,
  input: InputField,
  itemId: ItemField,
  onFailure: FailureField,
} satisfies KindFields;
