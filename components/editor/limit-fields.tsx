"use client";

import { Pencil, Plus, X } from "lucide-react";
import { useState } from "react";
import type { StageChange } from "#components/editor/draft.ts";
import { useEditor } from "#components/editor/editor-context.ts";
import { NumberField } from "#components/editor/plain-fields.tsx";
import { WorkerTagField } from "#components/editor/worker-tag-field.tsx";
import { RuleDialog } from "#components/rules/rule-dialog.tsx";
import { draftOf, NEW_RULE } from "#components/rules/rule-draft.ts";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import type { Stage } from "#core/definition.ts";
import type { StageRule } from "#core/rule.ts";
import { ruleSentence } from "#core/rule-words.ts";
import { DEFAULT_TAG } from "#core/worker-tag.ts";

const isOwn = ({ kind, workflow, stage }: StageRule) => !kind && !workflow && !stage;

/** When a stage has its turn: how urgent it is, who takes it, and what must not run together with it. */
export function LimitFields({ stage, onChange }: { stage: Stage; onChange: (change: StageChange) => void }) {
  const { definition, mayEdit } = useEditor();
  const [open, setOpen] = useState<number | null>(null);
  const rules = stage.rules ?? [];
  const store = (next: StageRule[]) => onChange({ rules: next.length > 0 ? next : undefined });
  const edited = open === null ? undefined : rules[open];

  return (
    <>
      <div className="grid grid-cols-2 gap-2">
        <NumberField
          label="Priority"
          hint="Added to the run's; more comes first"
          value={stage.priority}
          min={-1_000}
          max={1_000}
          whenEmpty="0"
          onChange={(priority) => onChange({ priority: priority || undefined })}
        />
        <NumberField
          label="Expected count"
          hint="How much work a task is, for capacity rules"
          value={stage.expectedCount}
          min={0}
          max={1_000_000_000}
          whenEmpty="From its metadata"
          onChange={(expectedCount) => onChange({ expectedCount })}
        />
        <WorkerTagField
          value={stage.workerTag}
          whenEmpty={definition.workerTag ?? DEFAULT_TAG}
          onChange={(workerTag) => onChange({ workerTag })}
        />
      </div>
      {rules.length > 0 && (
        <ul aria-label="Rules of the stage" className="flex flex-col rounded-md border">
          {rules.map((rule, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule keeps its place while it is edited
            <li key={index} className="flex items-center gap-1 border-b py-1 pr-1 pl-2.5 text-sm last:border-b-0">
              <span className="min-w-0 flex-1">
                {isOwn(rule) ? ruleSentence(rule).replace("all tasks", "this stage") : ruleSentence(rule)}
              </span>
              {mayEdit && (
                <>
                  <IconButton label={`Edit rule ${index + 1}`} onClick={() => setOpen(index)}>
                    <Pencil aria-hidden />
                  </IconButton>
                  <IconButton
                    label={`Remove rule ${index + 1}`}
                    onClick={() => store(rules.filter((_, at) => at !== index))}
                  >
                    <X aria-hidden />
                  </IconButton>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayEdit && (
        <Button size="sm" look="ghost" className="self-start" onClick={() => setOpen(rules.length)}>
          <Plus aria-hidden />
          Add rule
        </Button>
      )}
      {open !== null && (
        <RuleDialog
          title={edited ? "Edit rule" : "Add rule"}
          confirm={edited ? "Save" : "Add"}
          initial={edited ? draftOf(edited) : NEW_RULE}
          isOfStage
          onSubmit={(rule) => {
            store(edited ? rules.map((old, at) => (at === open ? rule : old)) : [...rules, rule]);
            setOpen(null);
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
