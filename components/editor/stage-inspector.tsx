"use client";

import { Copy, Trash2 } from "lucide-react";
import { ActionFields } from "#components/editor/action-fields.tsx";
import { CacheFields } from "#components/editor/cache-fields.tsx";
import { CheckFields } from "#components/editor/check-fields.tsx";
import { ConfigForm } from "#components/editor/config-form.tsx";
import type { StageChange } from "#components/editor/draft.ts";
import { useEditor } from "#components/editor/editor-context.ts";
import { FanOutFields } from "#components/editor/fan-out-fields.tsx";
import { InspectorSection } from "#components/editor/inspector-section.tsx";
import { LimitFields } from "#components/editor/limit-fields.tsx";
import { CommittedField, TextField, YesNoField } from "#components/editor/plain-fields.tsx";
import { RetryFields } from "#components/editor/retry-fields.tsx";
import { RunsAfter } from "#components/editor/runs-after.tsx";
import { SpawnFields } from "#components/editor/spawn-fields.tsx";
import { TemplateField } from "#components/editor/template-field.tsx";
import { RunAlone } from "#components/editor/trial/run-alone.tsx";
import { useCustomStages, wordsOfKind } from "#components/editor/use-custom-stages.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { isCacheable } from "#core/cache-policy.ts";
import { type Stage, StageId } from "#core/definition.ts";
import { isTrialKind } from "#core/trial.ts";

/** All that can be set on one stage. */
export function StageInspector({ stage, index }: { stage: Stage; index: number }) {
  const { act, definition, mayEdit } = useEditor();
  const change = (part: StageChange) => act({ type: "change_stage", stageId: stage.id, change: part });
  const kind = wordsOfKind(stage.kind, useCustomStages());
  const isFanOut = stage.forEach !== undefined;

  function refuseId(id: string): string | null {
    const shape = StageId.safeParse(id);
    if (!shape.success) return `An id ${shape.error.issues[0]?.message ?? "has another shape"}.`;
    return definition.stages.some((other) => other !== stage && other.id === id)
      ? `There is a stage ${id} already.`
      : null;
  }

  return (
    <>
      <div className="flex items-start gap-2 border-b px-4 py-3">
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold text-base">{stage.title || stage.id}</h2>
          <p className="text-muted text-xs">
            {kind.title}: {kind.summary}
          </p>
        </div>
        {mayEdit && (
          <>
            <IconButton label="Duplicate" shortcut="mod+d" onClick={() => act({ type: "duplicate_selected" })}>
              <Copy aria-hidden />
            </IconButton>
            <IconButton label="Delete" shortcut="delete" onClick={() => act({ type: "delete_selected" })}>
              <Trash2 aria-hidden />
            </IconButton>
          </>
        )}
      </div>
      {mayEdit && isTrialKind(stage.kind) && (
        <div className="border-b px-4 py-2">
          <RunAlone stage={stage} kind={stage.kind} />
        </div>
      )}
      <InspectorSection>
        <div className="grid grid-cols-2 gap-2">
          <TextField
            label="Title"
            value={stage.title ?? ""}
            placeholder={stage.id}
            maxLength={200}
            onChange={(title) => change({ title: title || undefined })}
          />
          <CommittedField
            label="Id"
            mono
            value={stage.id}
            refuse={refuseId}
            onCommit={(to) => act({ type: "rename_stage", stageId: stage.id, to })}
          />
        </div>
        <ConfigForm stage={stage} index={index} />
      </InspectorSection>
      <InspectorSection>
        <TemplateField
          label="Input"
          hint="What the stage is given. Expressions read input, item and stages.<id>.output."
          value={stage.input}
          onChange={(input) => change({ input })}
          path={["stages", index, "input"]}
          place={{ stageId: stage.id, isPerSubtask: isFanOut }}
          whenAbsent={isFanOut ? "The subtask's item" : "The run's whole input"}
        />
      </InspectorSection>
      <InspectorSection title="Order">
        <RunsAfter stage={stage} />
      </InspectorSection>
      <InspectorSection title="Fan-out">
        <FanOutFields stage={stage} index={index} onChange={(forEach) => change({ forEach })} />
      </InspectorSection>
      {stage.kind !== "review" && (
        <InspectorSection title="Quality check">
          <CheckFields stage={stage} index={index} onChange={(check) => change({ check })} />
        </InspectorSection>
      )}
      {(isCacheable(stage.kind) || stage.cache) && (
        <InspectorSection title="Cache">
          <CacheFields stage={stage} index={index} onChange={(cache) => change({ cache })} />
        </InspectorSection>
      )}
      <InspectorSection title="Priority, workers and rules">
        <LimitFields stage={stage} onChange={change} />
      </InspectorSection>
      <InspectorSection title="When it fails">
        <RetryFields stage={stage} onChange={change} />
        {definition.cancelDeadEnds && (
          <YesNoField
            label="Barrier"
            hint="Goes on although all stages that depend on it have ended."
            value={stage.barrier ?? false}
            onChange={(barrier) => change({ barrier: barrier || undefined })}
          />
        )}
      </InspectorSection>
      <InspectorSection title="Actions">
        <ActionFields
          actions={stage.actions}
          path={["stages", index, "actions"]}
          stageId={stage.id}
          hasSubtasks={isFanOut || stage.kind === "code" || stage.kind.startsWith("custom:")}
          onChange={(actions) => change({ actions })}
        />
      </InspectorSection>
      <InspectorSection title="Follow-ups">
        <SpawnFields
          spawns={stage.spawns}
          path={["stages", index, "spawns"]}
          stageId={stage.id}
          onChange={(spawns) => change({ spawns })}
        />
      </InspectorSection>
    </>
  );
}
