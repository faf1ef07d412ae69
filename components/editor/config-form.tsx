"use client";

import { useMemo } from "react";
import { type ConfigProperty, configProperties } from "#components/editor/config-properties.ts";
import { CustomConfigForm } from "#components/editor/custom-config-form.tsx";
import { useEditor } from "#components/editor/editor-context.ts";
import type { KindFieldProps, KindFields } from "#components/editor/fields/kind-field.ts";
import { KIND_FIELDS } from "#components/editor/fields/registry.ts";
import { JsonField } from "#components/editor/json-field.tsx";
import { ChoiceField, NumberField, TextField, YesNoField } from "#components/editor/plain-fields.tsx";
import { problemsAt } from "#components/editor/problem-places.ts";
import type { Stage } from "#core/definition.ts";
import { type BuiltInKind, isCustom } from "#core/kinds/registry.ts";

/** The form of a stage's config, made from the schema of its kind. */
export function ConfigForm({ stage, index }: { stage: Stage; index: number }) {
  if (isCustom(stage.kind)) return <CustomConfigForm stage={stage} index={index} />;
  return <KindConfigForm stage={stage} kind={stage.kind} index={index} />;
}

function KindConfigForm({ stage, kind, index }: { stage: Stage; kind: BuiltInKind; index: number }) {
  const { act, problems } = useEditor();
  const properties = useMemo(() => configProperties(kind), [kind]);
  const own: KindFields = KIND_FIELDS[kind];
  const change = (changed: Record<string, unknown>) => {
    const kept = Object.entries({ ...stage.config, ...changed }).filter(([, value]) => value !== undefined);
    act({ type: "change_stage", stageId: stage.id, change: { config: Object.fromEntries(kept) } });
  };
  return properties.map((property) => {
    const { name } = property;
    const path = ["stages", index, "config", name];
    const props: KindFieldProps = {
      name,
      label: property.label,
      hint: property.hint,
      value: stage.config[name] ?? property.initial,
      path,
      place: {
        stageId: stage.id,
        isPerSubtask: stage.forEach !== undefined,
        hasHandle: stage.kind === "external",
      },
      error: problemsAt(problems, path)[0]?.message,
      config: stage.config,
      onChange: (value) => change({ [name]: value }),
      onChangeSeveral: change,
    };
    const Own = own[name];
    return Own ? <Own key={name} {...props} /> : <PlainProperty key={name} property={property} {...props} />;
  });
}

function PlainProperty({ property, ...field }: KindFieldProps & { property: ConfigProperty }) {
  const { label, hint, value, error, onChange } = field;
  if (property.choices) {
    const choices = Object.fromEntries(property.choices.map((choice) => [choice, choice]));
    return (
      <ChoiceField
        label={label}
        hint={hint}
        error={error}
        value={String(value ?? "")}
        choices={choices}
        onChange={onChange}
      />
    );
  }
  switch (property.type) {
    case "integer":
    case "number":
      return (
        <NumberField
          label={label}
          hint={hint}
          error={error}
          value={typeof value === "number" ? value : undefined}
          min={property.min ?? Number.MIN_SAFE_INTEGER}
          max={property.max ?? Number.MAX_SAFE_INTEGER}
          isWhole={property.type === "integer"}
          onChange={onChange}
        />
      );
    case "boolean":
      return <YesNoField label={label} hint={hint} value={value === true} onChange={onChange} />;
    case "string":
      return (
        <TextField
          label={label}
          hint={hint}
          error={error}
          value={typeof value === "string" ? value : ""}
          onChange={onChange}
        />
      );
    default:
      return <JsonField label={label} hint={hint} error={error} value={value} onChange={onChange} />;
  }
}
