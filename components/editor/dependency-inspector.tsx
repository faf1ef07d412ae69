"use client";

import { Trash2 } from "lucide-react";
import { useEditor } from "#components/editor/editor-context.ts";
import { ExpressionField } from "#components/editor/expression-field.tsx";
import { InspectorSection } from "#components/editor/inspector-section.tsx";
import { YesNoField } from "#components/editor/plain-fields.tsx";
import { problemsAt } from "#components/editor/problem-places.ts";
import { dependencyId } from "#components/graph/graph-node.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import type { Dependency } from "#core/definition.ts";

export function DependencyInspector({ dependency, index }: { dependency: Dependency; index: number }) {
  const { act, definition, mayEdit, problems } = useEditor();
  const titleOf = (id: string) => definition.stages.find((stage) => stage.id === id)?.title || id;
  const id = dependencyId(dependency);
  return (
    <>
      <div className="flex items-start gap-2 border-b px-4 py-3">
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold text-base">
            {titleOf(dependency.from)} → {titleOf(dependency.to)}
          </h2>
          <p className="text-muted text-xs">Dependency</p>
        </div>
        {mayEdit && (
          <IconButton label="Delete" shortcut="delete" onClick={() => act({ type: "delete_selected" })}>
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </div>
      <InspectorSection>
        <YesNoField
          label={`Requires the success of ${titleOf(dependency.from)}`}
          hint={`Without it, ${titleOf(dependency.to)} runs after a failure too.`}
          value={dependency.requiresSuccess}
          onChange={(requiresSuccess) =>
            act({ type: "change_dependency", dependencyId: id, change: { requiresSuccess } })
          }
        />
        <ExpressionField
          label="Only when"
          hint={`Empty: always. For example stages.${dependency.from}.output.decision = 'approved'`}
          value={dependency.when?.$ ?? ""}
          place={{ stageId: dependency.to, isPerSubtask: false }}
          error={problemsAt(problems, ["dependencies", index])[0]?.message}
          onChange={($) =>
            act({ type: "change_dependency", dependencyId: id, change: { when: $ ? { $ } : undefined } })
          }
        />
      </InspectorSection>
    </>
  );
}
