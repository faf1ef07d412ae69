"use client";

import { json } from "@codemirror/lang-json";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { basicSetup } from "codemirror";
import { useState } from "react";
import { CodeMirror } from "#components/editor/code-mirror.tsx";
import { written } from "#components/editor/trial/pinned-text.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import type { TrialKind } from "#core/trial.ts";

const LANGUAGE = [basicSetup, json()];
const LABELS: Record<TrialKind, string> = {
  code: "Pinned input",
  http: "Pinned data",
  llm: "Pinned data",
  transform: "Pinned data",
};
const HINTS: Record<TrialKind, string> = {
  code: "What the code is called with. It is kept with the draft.",
  http: "What its expressions read: input, item and stages. It is kept with the draft.",
  llm: "What its expressions read: input, item and stages. It is kept with the draft.",
  transform: "What its expression reads: input, item and stages. It is kept with the draft.",
};

interface PinnedInputProps {
  name: string;
  stageId: string;
  kind: TrialKind;
  text: string;
  mistake: string | null;
  onChange: (text: string) => void;
  /** It was left: what stands in it is meant. */
  onDone: () => void;
  onRun: () => void;
}

/** The JSON that a stage is given, typed or taken from the newest run. */
export function PinnedInput({ name, stageId, kind, text, mistake, onChange, onDone, onRun }: PinnedInputProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [told, setTold] = useState<string | null>(null);
  const fill = useMutation({
    mutationFn: () => queryClient.fetchQuery(trpc.trials.lastInput.queryOptions({ name, stageId }, { staleTime: 0 })),
    onSuccess: (last) => {
      if (last) onChange(written(last.input));
      setTold(last ? `Filled in from run ${last.runId}.` : "No run has come to this stage yet.");
    },
  });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is typed within may be run from anywhere in it
    <div
      className="flex min-w-0 flex-col gap-1"
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) onRun();
      }}
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="font-medium text-ink text-sm">{LABELS[kind]}</span>
        <Button size="sm" look="ghost" busy={fill.isPending} onClick={() => fill.mutate()}>
          Use the last real input
        </Button>
      </div>
      <CodeMirror
        label={LABELS[kind]}
        value={text}
        onChange={(next) => {
          // What was filled in comes back as if it had been typed.
          if (next !== text) setTold(null);
          onChange(next);
        }}
        onBlur={onDone}
        readOnly={false}
        extensions={LANGUAGE}
      />
      {mistake ? (
        <FieldError>{mistake}</FieldError>
      ) : fill.error ? (
        <FieldError>{sentenceOf(fill.error)}</FieldError>
      ) : (
        <p role="status" className="text-muted text-xs">
          {told ?? HINTS[kind]}
        </p>
      )}
    </div>
  );
}
