"use client";

import { Plus, X } from "lucide-react";
import { useEditor } from "#components/editor/editor-context.ts";
import { ExpressionField } from "#components/editor/expression-field.tsx";
import type { ExpressionPlace } from "#components/editor/expression-scope.ts";
import { JsonField } from "#components/editor/json-field.tsx";
import { ChoiceField, CommittedField } from "#components/editor/plain-fields.tsx";
import { problemsAt } from "#components/editor/problem-places.ts";
import { ValueField } from "#components/editor/value-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { isExpression } from "#core/expression.ts";

interface TemplateFieldProps {
  label: string;
  hint?: string;
  /** JSON with expressions in it. */
  value: unknown;
  onChange: (value: unknown) => void;
  /** Where it stands in the definition, to find its problems. */
  path: readonly (string | number)[];
  place: ExpressionPlace;
  /** What it means when there is none. */
  whenAbsent: string;
}

type Form = "absent" | "fields" | "expression" | "json";
type Row = [name: string, value: unknown];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function formOf(value: unknown): Form {
  if (value === undefined) return "absent";
  if (isExpression(value)) return "expression";
  const fits = isRecord(value) && Object.values(value).every((part) => typeof part === "string" || isExpression(part));
  return fits ? "fields" : "json";
}

const STARTS: Record<Form, unknown> = {
  absent: undefined,
  fields: { field1: { $: "input" } },
  expression: { $: "input" },
  json: {},
};

/** JSON with expressions in it, in the simplest form that fits: named fields, one expression, or JSON. */
export function TemplateField({ label, hint, value, onChange, path, place, whenAbsent }: TemplateFieldProps) {
  const { problems } = useEditor();
  const form = formOf(value);
  const choices = { absent: whenAbsent, fields: "Named fields", expression: "One expression", json: "JSON" };
  const error = form === "fields" ? undefined : problemsAt(problems, path)[0]?.message;
  return (
    <div className="flex flex-col gap-2">
      <ChoiceField
        label={label}
        hint={hint}
        value={form}
        choices={choices}
        onChange={(next) => onChange(next === "json" ? (value ?? {}) : STARTS[next as Form])}
      />
      {form === "fields" && (
        <Rows
          label={label}
          rows={Object.entries(value as Record<string, unknown>)}
          onChange={(rows) => onChange(Object.fromEntries(rows))}
          path={path}
          place={place}
        />
      )}
      {form === "expression" && isExpression(value) && (
        <ExpressionField
          label={`${label}: expression`}
          value={value.$}
          place={place}
          error={error}
          onChange={($) => onChange({ $ })}
        />
      )}
      {form === "json" && (
        <JsonField
          label={`${label}: JSON`}
          hint='A place may hold an expression: { "$": "input.text" }'
          value={value}
          error={error}
          onChange={(next) => onChange(next ?? {})}
        />
      )}
    </div>
  );
}

interface RowsProps {
  label: string;
  rows: Row[];
  onChange: (rows: Row[]) => void;
  path: readonly (string | number)[];
  place: ExpressionPlace;
  /** Why a name cannot be taken, beside what no name may be. */
  refuseName?: (name: string) => string | null;
}

/** Named values, each text or an expression. */
export function Rows({ label, rows, onChange, path, place, refuseName }: RowsProps) {
  const { mayEdit, problems } = useEditor();
  const replace = (index: number, row: Row) => onChange(rows.map((old, at) => (at === index ? row : old)));
  return (
    <div className="flex flex-col gap-3 border-l-2 pl-3">
      {rows.map(([name, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row keeps its place while it is renamed
        <div key={index} className="flex flex-col gap-1.5">
          <div className="flex items-start gap-1">
            <div className="min-w-0 flex-1">
              <CommittedField
                label={`Name ${index + 1}`}
                mono
                value={name}
                refuse={(text) => nameRefusal(text, rows, index) ?? refuseName?.(text) ?? null}
                onCommit={(next) => replace(index, [next, value])}
              />
            </div>
            <IconButton
              label={`Remove ${name}`}
              className="mt-5"
              disabled={!mayEdit}
              onClick={() => onChange(rows.filter((_, at) => at !== index))}
            >
              <X aria-hidden />
            </IconButton>
          </div>
          <ValueField
            label={`Value of ${name}`}
            value={value}
            place={place}
            error={problemsAt(problems, [...path, name])[0]?.message}
            onChange={(next) => replace(index, [name, next])}
          />
        </div>
      ))}
      {mayEdit && (
        <Button
          size="sm"
          look="ghost"
          className="self-start"
          onClick={() => onChange([...rows, [freeName(rows), { $: "input" }]])}
        >
          <Plus aria-hidden />
          Add to {label.toLowerCase()}
        </Button>
      )}
    </div>
  );
}

function nameRefusal(name: string, rows: readonly Row[], index: number): string | null {
  if (name === "" || name === "$") return "A name is needed.";
  return rows.some(([other], at) => at !== index && other === name) ? `${name} is there already.` : null;
}

function freeName(rows: readonly Row[]): string {
  let number = rows.length + 1;
  while (rows.some(([name]) => name === `field${number}`)) number += 1;
  return `field${number}`;
}
