"use client";

// Not "@rjsf/core" itself: its index pulls in a validator that needs eval.
import Form from "@rjsf/core/lib/components/Form.js";
import type { RJSFSchema } from "@rjsf/utils";
import { type KeyboardEvent, type ReactNode, useMemo, useState } from "react";
import { defined, type JsonSchema } from "#components/ui/schema-form/check-value.ts";
import { ManyChoices, RadioChoice, SelectChoice, YesNo } from "#components/ui/schema-form/choice-widgets.tsx";
import { errorSchemaOf } from "#components/ui/schema-form/error-schema.ts";
import { JsonField } from "#components/ui/schema-form/json-field.tsx";
import {
  ArrayItemTemplate,
  ArrayTemplate,
  FieldTemplate,
  ObjectTemplate,
} from "#components/ui/schema-form/templates.tsx";
import { TextFile } from "#components/ui/schema-form/text-file-widget.tsx";
import { LineInput, LongText } from "#components/ui/schema-form/text-widgets.tsx";
import { uiSchemaOf } from "#components/ui/schema-form/ui-schema.ts";
import { validator } from "#components/ui/schema-form/validator.ts";

const TEMPLATES = {
  FieldTemplate,
  ObjectFieldTemplate: ObjectTemplate,
  ArrayFieldTemplate: ArrayTemplate,
  ArrayFieldItemTemplate: ArrayItemTemplate,
  BaseInputTemplate: LineInput,
};
const WIDGETS = {
  SelectWidget: SelectChoice,
  RadioWidget: RadioChoice,
  CheckboxWidget: YesNo,
  CheckboxesWidget: ManyChoices,
  TextareaWidget: LongText,
  textFile: TextFile,
};
const FIELDS = { json: JsonField };

interface SchemaFormProps {
  /** A JSON Schema; the form's controls follow from it. */
  schema: JsonSchema;
  value: unknown;
  onChange: (value: unknown) => void;
  /** Called with a value that fits the schema; otherwise the errors stand at their fields. */
  onSubmit: (value: unknown) => void;
  /** What the server refused: a dotted path into the value and a sentence. */
  refused?: { field: string; message: string } | null;
  /** Buttons outside the form submit it by this id. */
  id?: string;
  disabled?: boolean;
  /** What follows the fields, usually the submit button. */
  children?: ReactNode;
}

/** A form made from a JSON Schema. mod+enter submits it from any field. */
export function SchemaForm({
  schema,
  value,
  onChange,
  onSubmit,
  refused,
  id,
  disabled = false,
  children,
}: SchemaFormProps) {
  const [hasFailed, setHasFailed] = useState(false);
  const uiSchema = useMemo(() => uiSchemaOf(schema), [schema]);
  const extraErrors = useMemo(
    () =>
      refused ? errorSchemaOf([{ path: refused.field.split(".").filter(Boolean), message: refused.message }]) : {},
    [refused],
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut over the form's own controls
    <div onKeyDown={submitOnModEnter}>
      <Form
        {...(id ? { id } : {})}
        className="flex flex-col gap-4"
        schema={schema as RJSFSchema}
        uiSchema={uiSchema}
        validator={validator}
        templates={TEMPLATES}
        widgets={WIDGETS}
        fields={FIELDS}
        formData={value}
        extraErrors={extraErrors}
        disabled={disabled}
        noHtml5Validate
        focusOnFirstError
        showErrorList={false}
        liveValidate={hasFailed}
        onError={() => setHasFailed(true)}
        onChange={({ formData }) => onChange(formData)}
        onSubmit={({ formData }) => onSubmit(defined(formData))}
      >
        {children ?? <span className="hidden" />}
      </Form>
    </div>
  );
}

function submitOnModEnter(event: KeyboardEvent) {
  if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
  event.preventDefault();
  event.currentTarget.querySelector("form")?.requestSubmit();
}
