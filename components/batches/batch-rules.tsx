"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Scale, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogActions, DialogClose, DialogContent } from "#components/ui/dialog.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { BatchView } from "#core/batch-views.ts";
import type { StageRule } from "#core/rule.ts";

/** Opens the rules of a batch: they replace those of a stage for what has not started. */
export function BatchRules({ batch }: { batch: BatchView }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Scale aria-hidden /> Rules
      </Button>
      {isOpen && <RulesDialog batch={batch} onClose={() => setOpen(false)} />}
    </>
  );
}

const NEW_RULE: StageRule = { type: "concurrency", fields: [], max: 1 };

function RulesDialog({ batch, onClose }: { batch: BatchView; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const version = useQuery(trpc.workflows.version.queryOptions({ name: batch.workflowName }));
  const stages = version.data?.definition.stages ?? [];
  const [chosen, setChosen] = useState("");
  const [edited, setEdited] = useState<StageRule[] | null>(null);
  const stage = stages.find(({ id }) => id === chosen) ?? stages[0];
  const replaced = stage && batch.rules[stage.id];
  const rules = edited ?? replaced ?? stage?.rules ?? [];
  const save = useMutation(
    trpc.batches.setRules.mutationOptions({
      onSuccess: ({ runs }) => {
        void queryClient.invalidateQueries(trpc.batches.pathFilter());
        toast.success(`The rules hold for ${runs} ${runs === 1 ? "run" : "runs"} that have not ended`);
        onClose();
      },
    }),
  );
  const change = (index: number, part: Partial<StageRule>) =>
    setEdited(rules.map((rule, at) => (at === index ? { ...rule, ...part } : rule)));

  function submit(event: FormEvent) {
    event.preventDefault();
    if (stage) save.mutate({ batchId: batch.id, stage: stage.id, rules });
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={`Rules of batch ${batch.id}`}
        description="Limits on what may run together, instead of those that the stage declares. What runs stays; what waits is asked anew at once."
      >
        <form onSubmit={submit} className="flex flex-col gap-3">
          <Field label="Stage">
            {(control) => (
              <Select
                {...control}
                value={stage?.id ?? ""}
                onChange={(event) => {
                  setChosen(event.target.value);
                  setEdited(null);
                }}
              >
                {stages.map(({ id, title }) => (
                  <option key={id} value={id}>
                    {title || id}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {rules.length === 0 && <p className="text-muted text-sm">No limit: everything that is ready may start.</p>}
          <ul className="flex flex-col gap-3">
            {rules.map((rule, index) => (
              <RuleLine
                // biome-ignore lint/suspicious/noArrayIndexKey: a rule keeps its place while it is edited
                key={index}
                number={index + 1}
                rule={rule}
                onChange={(part) => change(index, part)}
                onRemove={() => setEdited(rules.filter((_, at) => at !== index))}
              />
            ))}
          </ul>
          <Button size="sm" look="ghost" className="self-start" onClick={() => setEdited([...rules, NEW_RULE])}>
            <Plus aria-hidden /> Add a rule
          </Button>
          {save.error && <FieldError>{sentenceOf(save.error)}</FieldError>}
          <DialogActions>
            {stage && replaced && (
              <Button
                className="mr-auto"
                busy={save.isPending}
                onClick={() => save.mutate({ batchId: batch.id, stage: stage.id, rules: null })}
              >
                Use the stage's own
              </Button>
            )}
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" look="primary" busy={save.isPending} disabled={!stage}>
              Replace rules
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}

interface RuleLineProps {
  number: number;
  rule: StageRule;
  onChange: (part: Partial<StageRule>) => void;
  onRemove: () => void;
}

const fieldsIn = (text: string) => text.split(/[\s,]+/).filter(Boolean);

function RuleLine({ number, rule, onChange, onRemove }: RuleLineProps) {
  const [fields, setFields] = useState(rule.fields.join(", "));
  return (
    <li aria-label={`Rule ${number}`} className="flex items-start gap-2 rounded-lg border p-3">
      <div className="grid min-w-0 flex-1 gap-2 sm:grid-cols-3">
        <Field label="Limits">
          {(control) => (
            <Select
              {...control}
              value={rule.type}
              onChange={(event) => onChange({ type: event.target.value === "capacity" ? "capacity" : "concurrency" })}
            >
              <option value="concurrency">Tasks at once</option>
              <option value="capacity">Outstanding work</option>
            </Select>
          )}
        </Field>
        <Field label="At most">
          {(control) => (
            <Input
              {...control}
              type="number"
              min={0}
              step={1}
              required
              value={rule.max}
              onChange={(event) => onChange({ max: Math.max(0, Math.trunc(Number(event.target.value))) })}
            />
          )}
        </Field>
        <Field label="Per" hint="Metadata fields">
          {(control) => (
            <Input
              {...control}
              placeholder="customer"
              value={fields}
              onChange={(event) => {
                setFields(event.target.value);
                onChange({ fields: fieldsIn(event.target.value) });
              }}
            />
          )}
        </Field>
      </div>
      <IconButton label={`Remove rule ${number}`} className="mt-5" onClick={onRemove}>
        <X aria-hidden />
      </IconButton>
    </li>
  );
}
