"use client";

import { type FormEvent, useState } from "react";
import { type RuleDraft, readDraft } from "#components/rules/rule-draft.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogActions, DialogClose, DialogContent } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Select } from "#components/ui/select.tsx";
import type { NewRule } from "#core/rule.ts";
import { ruleSentence } from "#core/rule-words.ts";

const TYPES = {
  concurrency: "How many tasks run at once",
  capacity: "How much work is outstanding",
};

interface RuleDialogProps {
  title: string;
  /** What the button says. */
  confirm: string;
  initial: RuleDraft;
  /** Whether a stage declares it: one that names nothing is about that stage alone. */
  isOfStage?: boolean;
  busy?: boolean;
  refusal?: string | null;
  onSubmit: (rule: NewRule) => void;
  onClose: () => void;
}

/** Asks for a rule, and says in a sentence what it means. */
export function RuleDialog({ title, confirm, initial, isOfStage, busy, refusal, onSubmit, onClose }: RuleDialogProps) {
  const [draft, setDraft] = useState(initial);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const change = (part: Partial<RuleDraft>) => setDraft({ ...draft, ...part });
  const read = readDraft(draft);

  function submit(event: FormEvent) {
    event.preventDefault();
    // The dialog may stand in another form.
    event.stopPropagation();
    if ("rule" in read) onSubmit(read.rule);
    else setErrors(read.errors);
  }

  const text = (name: "kind" | "workflow" | "stage" | "fields", label: string, hint: string, placeholder: string) => (
    <Field label={label} hint={hint} error={errors[name]}>
      {(control) => (
        <Input
          {...control}
          value={draft[name]}
          placeholder={placeholder}
          spellCheck={false}
          onChange={({ target }) => change({ [name]: target.value })}
        />
      )}
    </Field>
  );

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={title}>
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          {refusal && <Notice tone="danger">{refusal}</Notice>}
          <div className="grid grid-cols-2 gap-3">
            <Field label="It limits">
              {(control) => (
                <Select
                  {...control}
                  value={draft.type}
                  onChange={({ target }) => change({ type: target.value === "capacity" ? "capacity" : "concurrency" })}
                >
                  {Object.entries(TYPES).map(([type, words]) => (
                    <option key={type} value={type}>
                      {words}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field label="Limit" error={errors.max} hint="0 lets nothing start." required>
              {(control) => (
                <Input
                  {...control}
                  inputMode="numeric"
                  value={draft.max}
                  onChange={({ target }) => change({ max: target.value })}
                />
              )}
            </Field>
          </div>
          {draft.type === "capacity" && (
            <p className="text-muted text-xs">
              A task counts for its <code>expectedCount</code> (of its item, the run's metadata or the stage), less what
              has been reported of it. One that does not say how much it is waits.
            </p>
          )}
          <div className="grid grid-cols-2 gap-3">
            {text("stage", "Stage", "By its id", isOfStage ? "This stage" : "Any stage")}
            {text("workflow", "Workflow", "By its name", isOfStage ? "This workflow" : "Any workflow")}
            {text("kind", "Kind", "code, http, external, …", "Any kind")}
            {text("fields", "For each", "Metadata fields, with commas", "All together")}
          </div>
          <p className="text-muted text-xs">
            Tasks with equal values at the fields share the limit. <code>item.host</code> reads the item of a subtask. A
            task that lacks a field waits until the rule changes.
          </p>
          {"rule" in read && (
            <Notice>
              {isOfStage && !read.rule.kind && !read.rule.workflow && !read.rule.stage
                ? ruleSentence(read.rule).replace("all tasks", "this stage")
                : ruleSentence(read.rule)}
            </Notice>
          )}
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" look="primary" busy={busy ?? false}>
              {confirm}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
