"use client";

import { DependencyInspector } from "#components/editor/dependency-inspector.tsx";
import { useEditor } from "#components/editor/editor-context.ts";
import { StageInspector } from "#components/editor/stage-inspector.tsx";
import { WorkflowInspector } from "#components/editor/workflow-inspector.tsx";
import { dependencyId } from "#components/graph/graph-node.ts";
import { Button } from "#components/ui/button.tsx";

/** What can be set on what is selected; on the workflow itself when nothing is. */
export function Inspector() {
  const { definition, selection, act, mayEdit } = useEditor();
  const count = selection.stageIds.length + selection.dependencyIds.length;
  const [stageId] = selection.stageIds;
  const [chosenDependency] = selection.dependencyIds;

  if (count > 1)
    return (
      <div className="flex flex-col gap-3 p-4">
        <h2 className="font-semibold text-base">{count} selected</h2>
        {mayEdit && (
          <div className="flex gap-2">
            <Button onClick={() => act({ type: "duplicate_selected" })}>Duplicate</Button>
            <Button onClick={() => act({ type: "delete_selected" })}>Delete</Button>
          </div>
        )}
      </div>
    );
  if (stageId !== undefined) {
    const index = definition.stages.findIndex(({ id }) => id === stageId);
    const stage = definition.stages[index];
    if (stage) return <StageInspector key={index} stage={stage} index={index} />;
  }
  if (chosenDependency !== undefined) {
    const index = definition.dependencies.findIndex((dependency) => dependencyId(dependency) === chosenDependency);
    const dependency = definition.dependencies[index];
    if (dependency) return <DependencyInspector key={chosenDependency} dependency={dependency} index={index} />;
  }
  return <WorkflowInspector />;
}
