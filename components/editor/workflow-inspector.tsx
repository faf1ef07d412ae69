"use client";

import { ActionFields } from "#components/editor/action-fields.tsx";
import { ChangeFields } from "#components/editor/change-fields.tsx";
import { DedupeFields } from "#components/editor/dedupe-fields.tsx";
import { useEditor } from "#components/editor/editor-context.ts";
import { ExpressionField } from "#components/editor/expression-field.tsx";
import { SourceField } from "#components/editor/fields/code.tsx";
import { InspectorSection } from "#components/editor/inspector-section.tsx";
import { MetadataFields } from "#components/editor/metadata-fields.tsx";
import { TextField, YesNoField } from "#components/editor/plain-fields.tsx";
import { problemsAt } from "#components/editor/problem-places.ts";
import { SchemaBuilder } from "#components/editor/schema-builder.tsx";
import { SpawnFields } from "#components/editor/spawn-fields.tsx";
import { UsedFunctions } from "#components/editor/used-functions.tsx";
import { WorkerTagField } from "#components/editor/worker-tag-field.tsx";
import { FUNCTIONS_MODULE } from "#core/code-modules.ts";
import { DEFAULT_TAG } from "#core/worker-tag.ts";

const WORKFLOW_PLACE = { stageId: null, isPerSubtask: false };

/** What is set on the workflow as a whole. */
export function WorkflowInspector() {
  const { definition, act, problems } = useEditor();
  return (
    <>
      <div className="border-b px-4 py-3">
        <h2 className="font-semibold text-base">Workflow</h2>
        <p className="font-mono text-muted text-xs">{definition.name}</p>
      </div>
      <InspectorSection>
        <TextField
          label="Title"
          value={definition.title}
          placeholder={definition.name}
          maxLength={200}
          onChange={(title) => act({ type: "change_workflow", change: { title } })}
        />
        <TextField
          label="Description"
          rows={3}
          maxLength={5_000}
          value={definition.description ?? ""}
          onChange={(text) => act({ type: "change_workflow", change: { description: text || undefined } })}
        />
      </InspectorSection>
      <InspectorSection>
        <SchemaBuilder
          label="Input"
          hint="What a run is started with. The run form is made from it."
          value={definition.input}
          error={problemsAt(problems, ["input"])[0]?.message}
          onChange={(input) => act({ type: "change_workflow", change: { input } })}
        />
        <ExpressionField
          label="Item id"
          hint="Names the item that a run is about, for example input.id"
          value={definition.itemId?.$ ?? ""}
          place={WORKFLOW_PLACE}
          error={problemsAt(problems, ["itemId"])[0]?.message}
          onChange={($) => act({ type: "change_workflow", change: { itemId: $ ? { $ } : undefined } })}
        />
      </InspectorSection>
      <InspectorSection title="Functions">
        <SourceField
          label="Code of the functions"
          hint={`What it exports, the code of any stage may import: import { … } from "${FUNCTIONS_MODULE}"`}
          value={definition.functions ?? ""}
          onChange={(text) =>
            act({ type: "change_workflow", change: { functions: text === "" ? undefined : String(text) } })
          }
          path={["functions"]}
        />
        <UsedFunctions />
      </InspectorSection>
      <InspectorSection title="Metadata">
        <MetadataFields
          metadata={definition.metadata}
          onChange={(metadata) => act({ type: "change_workflow", change: { metadata } })}
        />
      </InspectorSection>
      <InspectorSection title="Dedupe">
        <DedupeFields
          dedupe={definition.dedupe}
          onChange={(dedupe) => act({ type: "change_workflow", change: { dedupe } })}
        />
      </InspectorSection>
      <InspectorSection title="Changes">
        <ChangeFields />
      </InspectorSection>
      <InspectorSection title="Actions">
        <ActionFields
          actions={definition.actions}
          path={["actions"]}
          stageId={null}
          hasSubtasks={false}
          onChange={(actions) => act({ type: "change_workflow", change: { actions } })}
        />
      </InspectorSection>
      <InspectorSection title="Follow-ups">
        <SpawnFields
          spawns={definition.spawns}
          path={["spawns"]}
          stageId={null}
          onChange={(spawns) => act({ type: "change_workflow", change: { spawns } })}
        />
      </InspectorSection>
      <InspectorSection title="Workers">
        <WorkerTagField
          value={definition.workerTag}
          whenEmpty={DEFAULT_TAG}
          onChange={(workerTag) => act({ type: "change_workflow", change: { workerTag } })}
        />
      </InspectorSection>
      <InspectorSection title="Dead ends">
        <YesNoField
          label="Cancel dead ends"
          hint="A stage that has not ended is canceled once all stages that depend on it have, and so on upward."
          value={definition.cancelDeadEnds ?? false}
          onChange={(isOn) => act({ type: "change_workflow", change: { cancelDeadEnds: isOn || undefined } })}
        />
      </InspectorSection>
    </>
  );
}
