"use client";

import { Plus, X } from "lucide-react";
import { useEditor } from "#components/editor/editor-context.ts";
import { ChoiceField, CommittedField } from "#components/editor/plain-fields.tsx";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { DedupeRule } from "#core/metadata.ts";
import { RUN_STATUSES, type RunStatus } from "#core/statuses.ts";

const OPEN: RunStatus[] = ["queued", "running", "awaiting_review", "paused"];
const PRESETS: Record<string, RunStatus[]> = {
  open: OPEN,
  done: [...OPEN, "completed"],
  any: RUN_STATUSES,
};
const CHOICES = { open: "has not ended", done: "has not ended, or completed", any: "is there at all" };

const presetOf = (statuses: readonly RunStatus[]): string =>
  Object.keys(PRESETS).find((name) => PRESETS[name]?.toSorted().join() === statuses.toSorted().join()) ?? "own";

const fieldsOf = (text: string): string[] =>
  text
    .split(",")
    .map((field) => field.trim())
    .filter(Boolean);

interface DedupeFieldsProps {
  dedupe: readonly DedupeRule[] | undefined;
  onChange: (dedupe: DedupeRule[] | undefined) => void;
}

/** When a start is answered with a run that is there instead. */
export function DedupeFields({ dedupe = [], onChange }: DedupeFieldsProps) {
  const { mayEdit } = useEditor();
  const store = (next: DedupeRule[]) => onChange(next.length > 0 ? next : undefined);
  const replace = (index: number, rule: DedupeRule) => store(dedupe.map((old, at) => (at === index ? rule : old)));
  return (
    <>
      <p className="text-muted text-xs">
        A start is answered with a run of this workflow that is there already, when the metadata fields are equal.
      </p>
      {dedupe.map((rule, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule keeps its place while it is edited
        <div key={index} className="flex items-start gap-1 border-l-2 pl-3">
          <div className="grid min-w-0 flex-1 grid-cols-2 gap-2">
            <CommittedField
              label={`Equal fields ${index + 1}`}
              hint="With commas"
              mono
              value={rule.fields.join(", ")}
              refuse={(text) =>
                DedupeRule.safeParse({ ...rule, fields: fieldsOf(text) }).success ? null : "Names of metadata fields."
              }
              onCommit={(text) => replace(index, { ...rule, fields: fieldsOf(text) })}
            />
            <ChoiceField
              label={`And that run ${index + 1}`}
              value={presetOf(rule.statuses)}
              choices={presetOf(rule.statuses) === "own" ? { own: rule.statuses.join(", "), ...CHOICES } : CHOICES}
              onChange={(preset) => replace(index, { ...rule, statuses: PRESETS[preset] ?? rule.statuses })}
            />
          </div>
          <IconButton
            label={`Remove dedupe rule ${index + 1}`}
            className="mt-5"
            disabled={!mayEdit}
            onClick={() => store(dedupe.filter((_, at) => at !== index))}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      {mayEdit && (
        <Button
          size="sm"
          look="ghost"
          className="self-start"
          onClick={() => store([...dedupe, { statuses: OPEN, fields: ["id"] }])}
        >
          <Plus aria-hidden />
          Add dedupe rule
        </Button>
      )}
    </>
  );
}
