"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useEditor } from "#components/editor/editor-context.ts";
import type { KindFieldProps, KindFields } from "#components/editor/fields/kind-field.ts";
import { NumberField } from "#components/editor/plain-fields.tsx";
import { SchemaBuilder } from "#components/editor/schema-builder.tsx";
import { ValueField } from "#components/editor/value-field.tsx";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { MAX_OUTPUT_TOKENS, MAX_PRICE } from "#core/kinds/llm.ts";

/** The service that answers; where there is none yet, the way to it. */
function EndpointField({ value, onChange, error }: KindFieldProps) {
  const { mayEdit } = useEditor();
  const mayList = useMay("service.manage");
  const trpc = useTRPC();
  const { data: services, isSuccess } = useQuery(trpc.services.list.queryOptions(undefined, { enabled: mayList }));
  const chosen = String(value);
  const isMissing = isSuccess && !services.some(({ name }) => name === chosen);
  const hint = (
    <>
      An OpenAI-compatible endpoint with its key, from the{" "}
      <Link href="/settings" className="underline underline-offset-2">
        settings
      </Link>
      .
    </>
  );
  return (
    <Field label="Service" hint={hint} error={error}>
      {(control) => (
        <Select {...control} value={chosen} disabled={!mayEdit} onChange={({ target }) => onChange(target.value)}>
          {(isMissing || !isSuccess) && (
            <option value={chosen}>{isMissing ? `${chosen} (there is none)` : chosen}</option>
          )}
          {services?.map(({ name, baseUrl }) => (
            <option key={name} value={name}>
              {name}: {baseUrl}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

const ModelField = ({ label, hint, value, onChange, place, error }: KindFieldProps) => (
  <ValueField label={label} hint={hint} value={value} onChange={onChange} place={place} error={error} />
);

const TextField = ({ label, hint, value, onChange, place, error }: KindFieldProps) => (
  <ValueField label={label} hint={hint} rows={4} value={value} onChange={onChange} place={place} error={error} />
);

const AnswerField = ({ value, onChange, error }: KindFieldProps) => (
  <SchemaBuilder
    label="Answer"
    hint="The fields of a JSON answer. Without any, the answer is text."
    value={typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined}
    onChange={onChange}
    error={error}
  />
);

interface OptionalNumberProps extends KindFieldProps {
  max: number;
  min?: number;
  isWhole?: boolean;
  whenEmpty: string;
}

/** A number that need not be given. */
const OptionalNumber = ({
  label,
  hint,
  value,
  error,
  onChange,
  min = 0,
  isWhole = false,
  ...more
}: OptionalNumberProps) => (
  <NumberField
    label={label}
    hint={hint}
    value={typeof value === "number" ? value : undefined}
    onChange={onChange}
    min={min}
    max={more.max}
    isWhole={isWhole}
    whenEmpty={more.whenEmpty}
    error={error}
  />
);

const TemperatureField = (props: KindFieldProps) => (
  <OptionalNumber {...props} max={2} whenEmpty="The endpoint's own" />
);

const LengthField = (props: KindFieldProps) => (
  <OptionalNumber {...props} min={1} max={MAX_OUTPUT_TOKENS} isWhole whenEmpty="The endpoint's own" />
);

const PriceField = (props: KindFieldProps) => <OptionalNumber {...props} max={MAX_PRICE} whenEmpty="Not known" />;

export const llmFields = {
  service: EndpointField,
  model: ModelField,
  system: TextField,
  prompt: TextField,
  schema: AnswerField,
  temperature: TemperatureField,
  maxOutputTokens: LengthField,
  inputPrice: PriceField,
  outputPrice: PriceField,
} satisfies KindFields;
