"use client";

import { ArrowDown, ArrowUp, Braces, Plus, X } from "lucide-react";
import { useState } from "react";
import { useEditor } from "#components/editor/editor-context.ts";
import { JsonField } from "#components/editor/json-field.tsx";
import { ChoiceField, CommittedField, TextField, YesNoField } from "#components/editor/plain-fields.tsx";
import {
  FIELD_KINDS,
  type FieldKind,
  fieldsOf,
  freeFieldName,
  type SchemaField,
  schemaOf,
  withKind,
} from "#components/editor/schema-fields.ts";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";

type Schema = Record<string, unknown>;

interface SchemaBuilderProps {
  label: string;
  hint: string;
  value: Schema | undefined;
  onChange: (schema: Schema | undefined) => void;
  error?: string | undefined;
}

const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Builds the JSON Schema of a form line by line; JSON shows and takes all that a schema can say. */
export function SchemaBuilder({ label, hint, value, onChange, error }: SchemaBuilderProps) {
  const { mayEdit } = useEditor();
  const [asJson, setAsJson] = useState(false);
  const fields = fieldsOf(value);
  const change = (next: SchemaField[]) => onChange(schemaOf(next, value));
  return (
    <section aria-label={label} className="flex flex-col gap-2">
      <header className="flex items-center justify-between gap-2">
        <h3 className="font-medium text-ink text-sm">{label}</h3>
        <IconButton
          label={asJson ? `Show ${label} as fields` : `Show ${label} as JSON`}
          size="sm"
          aria-pressed={asJson}
          onClick={() => setAsJson(!asJson)}
        >
          <Braces aria-hidden />
        </IconButton>
      </header>
      {asJson ? (
        <JsonField
          label={`${label}: JSON Schema`}
          value={value}
          error={error}
          check={(schema) => (schema === undefined || isObject(schema) ? null : "A schema is an object.")}
          onChange={(schema) => onChange(schema as Schema | undefined)}
        />
      ) : (
        <>
          <p className="text-muted text-xs">{hint}</p>
          {error && <p className="text-danger-ink text-xs">{error}</p>}
          <ol className="flex flex-col gap-2">
            {fields.map((field, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line keeps its place while it is renamed
              <li key={index} className="rounded-lg border p-3">
                <FieldLine fields={fields} index={index} field={field} onChange={change} />
              </li>
            ))}
          </ol>
          {mayEdit && (
            <Button
              size="sm"
              className="self-start"
              onClick={() =>
                change([
                  ...fields,
                  { name: freeFieldName(fields), kind: "text", title: "", required: false, choices: [], rest: {} },
                ])
              }
            >
              <Plus aria-hidden />
              Add a field
            </Button>
          )}
        </>
      )}
    </section>
  );
}

interface FieldLineProps {
  fields: SchemaField[];
  index: number;
  field: SchemaField;
  onChange: (fields: SchemaField[]) => void;
}

function FieldLine({ fields, index, field, onChange }: FieldLineProps) {
  const { mayEdit } = useEditor();
  const replace = (next: SchemaField) => onChange(fields.map((old, at) => (at === index ? next : old)));
  const remove = fields.toSpliced(index, 1);
  return (
    <div className="flex flex-col gap-2">
      <div className="grid grid-cols-2 gap-2">
        <CommittedField
          label="Name"
          mono
          value={field.name}
          refuse={(name) => nameRefusal(name, fields, index)}
          onCommit={(name) => replace({ ...field, name })}
        />
        <ChoiceField
          label="Type"
          value={field.kind}
          choices={FIELD_KINDS}
          onChange={(kind) => replace(withKind(field, kind as FieldKind))}
        />
      </div>
      <TextField
        label="Label"
        value={field.title}
        placeholder={field.name}
        onChange={(title) => replace({ ...field, title })}
      />
      {field.kind === "choice" && (
        <CommittedField
          label="Choices"
          hint="Separated by commas"
          value={field.choices.join(", ")}
          refuse={(text) => (choicesIn(text).length === 0 ? "At least one choice is needed." : null)}
          onCommit={(text) => replace({ ...field, choices: choicesIn(text) })}
        />
      )}
      <div className="flex items-center gap-1">
        <div className="flex-1">
          <YesNoField
            label="Required"
            value={field.required}
            onChange={(required) => replace({ ...field, required })}
          />
        </div>
        <IconButton
          label={`Move ${field.name} up`}
          size="sm"
          disabled={!mayEdit || index === 0}
          onClick={() => onChange(remove.toSpliced(index - 1, 0, field))}
        >
          <ArrowUp aria-hidden />
        </IconButton>
        <IconButton
          label={`Move ${field.name} down`}
          size="sm"
          disabled={!mayEdit || index === fields.length - 1}
          onClick={() => onChange(remove.toSpliced(index + 1, 0, field))}
        >
          <ArrowDown aria-hidden />
        </IconButton>
        <IconButton label={`Remove ${field.name}`} size="sm" disabled={!mayEdit} onClick={() => onChange(remove)}>
          <X aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}

const choicesIn = (text: string): string[] => [
  ...new Set(
    text
      .split(",")
      .map((choice) => choice.trim())
      .filter(Boolean),
  ),
];

function nameRefusal(name: string, fields: readonly SchemaField[], index: number): string | null {
  if (!/^[A-Za-z_]\w*$/.test(name)) return "Letters, digits and _ only, starting with a letter.";
  return fields.some((other, at) => at !== index && other.name === name) ? `${name} is there already.` : null;
}
