"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { ItemPreview } from "#components/batches/item-preview.tsx";
import { MAX_ITEMS } from "#components/batches/read-items.ts";
import { type CheckedItems, useCheckedItems } from "#components/batches/use-checked-items.ts";
import { fieldOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogActions, DialogClose, DialogContent } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { readTextFile } from "#components/ui/schema-form/read-text-file.ts";
import { Select } from "#components/ui/select.tsx";

const OFFERED = 200;

/** Takes the inputs of up to ten thousand runs of one workflow, shows what is wrong with which, and starts all or none. */
export function SubmitDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [key] = useState(() => crypto.randomUUID());
  const [chosen, setChosen] = useState("");
  const [title, setTitle] = useState("");
  const [tell, setTell] = useState("");
  const [text, setText] = useState("");
  const [mistake, setMistake] = useState<string | null>(null);

  const workflows = useQuery(trpc.workflows.list.queryOptions({ limit: OFFERED }));
  const offered = (workflows.data?.rows ?? []).filter(({ publishedVersion }) => publishedVersion !== null);
  const workflow = chosen || offered[0]?.name || "";
  const version = useQuery(trpc.workflows.version.queryOptions({ name: workflow }, { enabled: workflow !== "" }));
  const checked = useCheckedItems(text, version.data?.definition.input);
  const submit = useMutation(
    trpc.batches.submit.mutationOptions({
      onSuccess: ({ batchId }) => {
        void queryClient.invalidateQueries(trpc.batches.pathFilter());
        router.push(`/batches/${batchId}`);
      },
    }),
  );

  const isAboutTell = submit.error !== null && (fieldOf(submit.error) ?? "").startsWith("onComplete");

  async function choose(file: File | undefined) {
    if (!file) return;
    const read = await readTextFile(file, "Items");
    setMistake("refusal" in read ? read.refusal : null);
    if ("text" in read) setText(read.text);
  }

  function send(event: FormEvent) {
    event.preventDefault();
    const refusal = refusalOf(checked);
    setMistake(refusal);
    if (refusal) return;
    // The same key each time: a second try after a lost answer starts nothing twice.
    submit.mutate({
      workflow,
      title: title.trim(),
      items: checked.items.map(({ value }) => value),
      ...(tell.trim() && { onComplete: [{ url: tell.trim() }] }),
      idempotencyKey: key,
    });
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title="Submit a batch"
        description="One run for each item, all or none: if one item does not fit, nothing starts."
        size="lg"
      >
        {workflows.data && offered.length === 0 ? (
          <Notice>Publish a workflow first: a batch is made of its runs.</Notice>
        ) : (
          <form onSubmit={send} className="flex flex-col gap-3">
            <div className="grid gap-3 sm:grid-cols-2">
              <Field label="Workflow">
                {(control) => (
                  <Select {...control} value={workflow} onChange={(event) => setChosen(event.target.value)}>
                    {offered.map((one) => (
                      <option key={one.name} value={one.name}>
                        {one.title || one.name}
                      </option>
                    ))}
                  </Select>
                )}
              </Field>
              <Field label="Title" hint="To find it again.">
                {(control) => (
                  <Input
                    {...control}
                    maxLength={200}
                    value={title}
                    onChange={(event) => setTitle(event.target.value)}
                  />
                )}
              </Field>
            </div>
            <Field
              label="Tell when all have ended"
              hint="An address that gets the totals, signed, as a webhook."
              error={isAboutTell ? sentenceOf(submit.error) : null}
            >
              {(control) => (
                <Input
                  {...control}
                  inputMode="url"
                  placeholder="https://"
                  maxLength={8_192}
                  value={tell}
                  onChange={(event) => setTell(event.target.value)}
                />
              )}
            </Field>
            <FileButton
              label="File of items"
              accept=".json,.jsonl,.ndjson,.txt,application/json"
              onChoose={(file) => void choose(file)}
            />
            <Field
              label="Items"
              hint={`One JSON input a line, or a JSON list; ${MAX_ITEMS.toLocaleString("en")} at most.`}
              error={mistake ?? (submit.error && !isAboutTell ? sentenceOf(submit.error) : null)}
              required
            >
              {(control) => (
                <Textarea
                  {...control}
                  rows={6}
                  spellCheck={false}
                  className="font-mono !text-xs"
                  placeholder={'{ "id": "first" }\n{ "id": "second" }'}
                  value={text}
                  onChange={(event) => {
                    setText(event.target.value);
                    setMistake(null);
                  }}
                />
              )}
            </Field>
            <ItemPreview checked={checked} />
            <DialogActions>
              <DialogClose asChild>
                <Button>Cancel</Button>
              </DialogClose>
              <Button type="submit" look="primary" busy={submit.isPending || submit.isSuccess}>
                Start {checked.total > 0 ? `${checked.total} ${checked.total === 1 ? "run" : "runs"}` : "runs"}
              </Button>
            </DialogActions>
          </form>
        )}
      </DialogContent>
    </Dialog>
  );
}

function refusalOf({ items, total, mistakes }: CheckedItems): string | null {
  if (total === 0) return "Paste items, or choose a file.";
  if (total > MAX_ITEMS) return `There are ${total} items; a batch takes ${MAX_ITEMS} at most.`;
  if (items.length < total) return "The items are still being read.";
  return mistakes > 0 ? `${mistakes} of ${total} items do not fit; they are marked below.` : null;
}
