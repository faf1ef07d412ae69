"use client";

import { useEditor } from "#components/editor/editor-context.ts";
import { problemsAt } from "#components/editor/problem-places.ts";
import { configSchemaOf, useCustomStages } from "#components/editor/use-custom-stages.ts";
import { FieldError } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SchemaForm } from "#components/ui/schema-form/schema-form.tsx";
import type { Stage } from "#core/definition.ts";

const nothing = () => undefined;

/** The form of what is set at an operator's stage, made from the schema that its worker has published. */
export function CustomConfigForm({ stage, index }: { stage: Stage; index: number }) {
  const { act, mayEdit, problems } = useEditor();
  const stages = useCustomStages();
  if (!stages) return null;
  const schema = configSchemaOf(stage.kind, stages);
  if (!schema)
    return (
      <Notice tone="warning">
        No worker has loaded the stage {stage.kind}. Add it to the folder that HEDDLE_STAGES names, and restart the
        workers.
      </Notice>
    );
  if (Object.keys(schema.properties ?? {}).length === 0) return null;
  return (
    <>
      <SchemaForm
        schema={schema}
        value={stage.config}
        disabled={!mayEdit}
        onChange={(config) =>
          act({ type: "change_stage", stageId: stage.id, change: { config: config as Stage["config"] } })
        }
        onSubmit={nothing}
      />
      {problemsAt(problems, ["stages", index, "config"]).map(({ message }) => (
        <FieldError key={message}>{message}</FieldError>
      ))}
    </>
  );
}
