"use client";

import { SquareFunction } from "lucide-react";
import { useEditor } from "#components/editor/editor-context.ts";
import { ExpressionField } from "#components/editor/expression-field.tsx";
import type { ExpressionPlace } from "#components/editor/expression-scope.ts";
import { Field } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { isExpression } from "#core/expression.ts";

interface ValueFieldProps {
  label: string;
  hint?: string;
  /** Text or an expression. */
  value: unknown;
  onChange: (value: unknown) => void;
  place: ExpressionPlace;
  error?: string | undefined;
  placeholder?: string;
  rows?: number;
}

/** Text, or an expression instead: the button at its right changes between them. */
export function ValueField({ label, hint, value, onChange, place, error, placeholder, rows }: ValueFieldProps) {
  const { mayEdit } = useEditor();
  const expression = isExpression(value) ? value.$ : null;
  return (
    <div className="flex min-w-0 items-start gap-1">
      <div className="min-w-0 flex-1">
        {expression === null ? (
          <Field label={label} hint={hint} error={error}>
            {(control) => {
              const shared = {
                ...control,
                value: typeof value === "string" ? value : "",
                placeholder,
                readOnly: !mayEdit,
              };
              return rows ? (
                <Textarea {...shared} rows={rows} onChange={(event) => onChange(event.target.value)} />
              ) : (
                <Input {...shared} onChange={(event) => onChange(event.target.value)} />
              );
            }}
          </Field>
        ) : (
          <ExpressionField
            label={label}
            {...(hint ? { hint } : {})}
            value={expression}
            place={place}
            error={error}
            onChange={($) => onChange({ $ })}
          />
        )}
      </div>
      <ExpressionSwitch
        label={label}
        isOn={expression !== null}
        onSwitch={(isOn) => onChange(isOn ? { $: "input" } : "")}
      />
    </div>
  );
}

export function ExpressionSwitch({
  label,
  isOn,
  onSwitch,
}: {
  label: string;
  isOn: boolean;
  onSwitch: (isOn: boolean) => void;
}) {
  const { mayEdit } = useEditor();
  return (
    <IconButton
      label={isOn ? `Write ${label} as text` : `Write ${label} as an expression`}
      aria-pressed={isOn}
      disabled={!mayEdit}
      className="mt-5"
      onClick={() => onSwitch(!isOn)}
    >
      <SquareFunction aria-hidden />
    </IconButton>
  );
}
