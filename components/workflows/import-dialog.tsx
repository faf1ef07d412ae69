"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogActions, DialogClose, DialogContent } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { readTextFile } from "#components/ui/schema-form/read-text-file.ts";

const formatOf = (text: string): "json" | "yaml" => (/^\s*[{[]/.test(text) ? "json" : "yaml");

/** Takes a definition as JSON or YAML, pasted or from a file. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [text, setText] = useState("");
  const [mistake, setMistake] = useState<string | null>(null);
  const take = useMutation(
    trpc.workflows.import.mutationOptions({
      onSuccess: ({ name }) => {
        void queryClient.invalidateQueries(trpc.workflows.pathFilter());
        router.push(`/workflows/${encodeURIComponent(name)}`);
      },
    }),
  );
  const refusal = take.error ? sentenceOf(take.error).replace(/^text: /, "The text ") : null;

  async function choose(file: File | undefined) {
    if (!file) return;
    const read = await readTextFile(file, "Definition");
    setMistake("refusal" in read ? read.refusal : null);
    if ("text" in read) setText(read.text);
    take.reset();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (text.trim() === "") return setMistake("Paste a definition, or choose a file.");
    take.mutate({ text, format: formatOf(text) });
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title="Import a workflow"
        description="A workflow of the same name gets this as its draft; its published versions stay."
        size="lg"
      >
        <form onSubmit={submit} className="flex flex-col gap-3">
          <FileButton
            label="Definition file"
            accept=".json,.yaml,.yml,application/json,text/yaml"
            onChoose={(file) => void choose(file)}
          />
          <Field label="Definition" hint="JSON or YAML." error={mistake ?? refusal} required>
            {(control) => (
              <Textarea
                {...control}
                rows={12}
                spellCheck={false}
                className="font-mono !text-xs"
                value={text}
                onChange={(event) => {
                  setText(event.target.value);
                  setMistake(null);
                }}
              />
            )}
          </Field>
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" look="primary" busy={take.isPending || take.isSuccess}>
              Import
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
