import { useState } from "react";
import { InputWayChoice } from "#components/run/input-way-choice.tsx";
import { JsonInput } from "#components/run/json-input.tsx";
import type { UpdateRefusal } from "#components/run/update-words.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SchemaForm } from "#components/ui/schema-form/schema-form.tsx";
import type { Definition } from "#core/definition.ts";
import type { RunView } from "#core/views.ts";

interface UpdateInputProps {
  run: Pick<RunView, "id" | "input">;
  schema: Definition["input"];
  input: { value: unknown } | null;
  refusal: UpdateRefusal | null;
  onChange: (input: { value: unknown } | null) => void;
  onSubmit: (value: unknown) => void;
}

/** The input: that of the base run, unless another is given. */
export function UpdateInput({ run, schema, input, refusal, onChange, onSubmit }: UpdateInputProps) {
  const [asJson, setAsJson] = useState(schema === undefined);
  const isForm = schema !== undefined && !asJson;
  const isAtField = isForm && input !== null && refusal !== null && refusal.path !== "";
  return (
    <div className="flex flex-col gap-3">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox is Radix's */}
      <label className="flex min-h-6 items-center gap-2 text-sm">
        <Checkbox
          checked={input !== null}
          onCheckedChange={(checked) => onChange(checked === true ? { value: run.input?.value ?? {} } : null)}
        />
        <span className="font-medium">Another input</span>
        {input === null && <span className="text-muted text-xs">that of run {run.id} is used again</span>}
      </label>
      {refusal && !isAtField && (
        <FieldError>{refusal.path === "" ? refusal.message : `${refusal.path}: ${refusal.message}`}</FieldError>
      )}
      {input && (
        <div className="flex flex-col gap-3 rounded-md border p-3">
          {run.input?.href && (
            <Notice tone="warning">
              The input of run {run.id} is too large for a form.{" "}
              <a href={run.input.href} download className="underline">
                Download it
              </a>
            </Notice>
          )}
          {schema !== undefined && <InputWayChoice asJson={asJson} onChange={setAsJson} />}
          {isForm ? (
            <SchemaForm
              schema={schema}
              value={input.value}
              onChange={(value) => onChange({ value })}
              onSubmit={onSubmit}
              refused={isAtField ? { field: refusal.path, message: refusal.message } : null}
            />
          ) : (
            <JsonInput value={input.value} onChange={(value) => onChange({ value })} onSubmit={onSubmit}>
              {null}
            </JsonInput>
          )}
        </div>
      )}
    </div>
  );
}
