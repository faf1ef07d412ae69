"use client";

import { useEditor } from "#components/editor/editor-context.ts";
import { ExpressionField } from "#components/editor/expression-field.tsx";
import type { ExpressionPlace } from "#components/editor/expression-scope.ts";
import { NumberField } from "#components/editor/plain-fields.tsx";
import { problemsAt } from "#components/editor/problem-places.ts";
import { TemplateField } from "#components/editor/template-field.tsx";
import { WorkflowNameField } from "#components/editor/workflow-name-field.tsx";
import type { Spawn } from "#core/spawn.ts";

interface SpawnFormProps {
  spawn: Spawn;
  path: readonly (string | number)[];
  stageId: string | null;
  onChange: (spawn: Spawn) => void;
}

type Part = { [Key in keyof Spawn]?: Spawn[Key] | undefined };

/** All that can be set on one follow-up. */
export function SpawnForm({ spawn, path, stageId, onChange }: SpawnFormProps) {
  const { problems } = useEditor();
  const place: ExpressionPlace = { stageId, isPerSubtask: false, moment: "end", isFollowUp: true };
  const errorAt = (field: string) => problemsAt(problems, [...path, field])[0]?.message;

  function change(part: Part) {
    const kept = Object.entries({ ...spawn, ...part }).filter(([, value]) => value !== undefined);
    onChange(Object.fromEntries(kept) as Spawn);
  }

  const expression = (field: "when" | "forEach" | "itemId", label: string, hint: string) => (
    <ExpressionField
      label={label}
      hint={hint}
      value={spawn[field]?.$ ?? ""}
      place={place}
      error={errorAt(field)}
      onChange={($) => change({ [field]: $ ? { $ } : undefined })}
    />
  );

  return (
    <>
      <WorkflowNameField
        label="Workflow"
        hint="Its latest version is started."
        value={spawn.workflow}
        error={errorAt("workflow")}
        onChange={(workflow) => change({ workflow })}
      />
      {expression(
        "forEach",
        "Once for each of",
        "A list, for example output.tickers; the input reads its element as item.",
      )}
      <TemplateField
        label="Its input"
        value={spawn.input}
        path={[...path, "input"]}
        place={place}
        whenAbsent="An empty object"
        onChange={(input) => change({ input })}
      />
      {expression("when", "Only if", "Started only if this gives true.")}
      {expression("itemId", "Its item", "Instead of the item that the workflow finds in its input.")}
      <div className="grid grid-cols-2 gap-2">
        <NumberField
          label="Delay (ms)"
          value={spawn.delayMs}
          min={0}
          max={366 * 86_400_000}
          whenEmpty="None"
          onChange={(delayMs) => change({ delayMs })}
        />
        <NumberField
          label="Priority"
          value={spawn.priority}
          min={-1_000}
          max={1_000}
          whenEmpty="0"
          onChange={(priority) => change({ priority })}
        />
      </div>
    </>
  );
}
