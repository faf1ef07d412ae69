"use client";

import { useMutation } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { Section } from "#components/settings/section.tsx";
import type { TriggerDraft } from "#components/triggers/trigger-draft.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { Notice } from "#components/ui/notice.tsx";

/** Tries a trigger on a sample, as it is written now, without starting anything. */
export function TryPanel({ draft }: { draft: Pick<TriggerDraft, "workflow" | "settings"> }) {
  const trpc = useTRPC();
  const [text, setText] = useState("{}");
  const [mistake, setMistake] = useState<string | null>(null);
  const attempt = useMutation(trpc.triggers.try.mutationOptions());
  const what = draft.settings.kind === "webhook" ? "body" : "payload";

  function submit() {
    try {
      const sample: unknown = JSON.parse(text);
      setMistake(null);
      attempt.mutate({ ...draft, sample });
    } catch {
      setMistake("This is not JSON.");
    }
  }

  return (
    <Section title="Try it" description="Shows what would happen, as it is written now. Nothing is started.">
      <Field label={`A sample ${what}`} error={mistake}>
        {(control) => (
          <Textarea
            {...control}
            rows={4}
            spellCheck={false}
            value={text}
            className="font-mono !text-xs"
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      <Button className="self-start" busy={attempt.isPending} disabled={draft.workflow === ""} onClick={submit}>
        <FlaskConical aria-hidden />
        Try it
      </Button>
      {attempt.error && <Notice tone="danger">{sentenceOf(attempt.error)}</Notice>}
      {attempt.data && (
        <div role="status" className="flex flex-col gap-2">
          <Notice tone={attempt.data.problem ? "warning" : "neutral"}>
            {attempt.data.problem
              ? `No run would start: ${attempt.data.problem}`
              : attempt.data.starts
                ? "A run would start with this input:"
                : "No run would start: the filter is not for this one."}
          </Notice>
          {attempt.data.input !== undefined && <JsonView value={attempt.data.input} label="Input" />}
        </div>
      )}
    </Section>
  );
}
