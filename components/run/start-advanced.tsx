"use client";

import { useState } from "react";
import { readMetadata } from "#components/run/read-metadata.ts";
import type { StartOptions } from "#components/run/use-start-run.ts";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { Priority } from "#core/priority.ts";

/** What few runs need: how urgent it is, and metadata of its own. Tells null while something is wrong. */
export function StartAdvanced({ onChange }: { onChange: (options: StartOptions | null) => void }) {
  const [typed, setTyped] = useState({ priority: "", metadata: "" });
  const read = optionsOf(typed);

  function change(part: Partial<typeof typed>) {
    const next = { ...typed, ...part };
    setTyped(next);
    const { options } = optionsOf(next);
    onChange(options);
  }

  return (
    <details className="rounded-md border bg-surface px-3 py-2">
      <summary className="cursor-pointer font-medium text-sm">Advanced</summary>
      <div className="mt-3 flex flex-col gap-3">
        <Field
          label="Priority"
          className="max-w-48"
          hint="From -1000 to 1000; what has more comes first."
          error={read.priorityError}
        >
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              placeholder="0"
              value={typed.priority}
              onChange={({ target }) => change({ priority: target.value })}
            />
          )}
        </Field>
        <Field
          label="Metadata"
          hint="A line for each field: name = value. Laid over what the workflow gives; rules compare it."
          error={read.metadataError}
        >
          {(control) => (
            <Textarea
              {...control}
              rows={3}
              spellCheck={false}
              className="font-mono"
              value={typed.metadata}
              onChange={({ target }) => change({ metadata: target.value })}
            />
          )}
        </Field>
      </div>
    </details>
  );
}

function optionsOf(typed: { priority: string; metadata: string }) {
  const priority = typed.priority.trim() === "" ? undefined : Priority.safeParse(Number(typed.priority));
  const metadata = readMetadata(typed.metadata);
  const priorityError = priority?.success === false ? "A whole number from -1000 to 1000." : null;
  const metadataError = "mistake" in metadata ? metadata.mistake : null;
  const isGood = !priorityError && "metadata" in metadata;
  const options: StartOptions | null = isGood
    ? {
        ...(priority?.success && { priority: priority.data }),
        ...(Object.keys(metadata.metadata).length > 0 && { metadata: metadata.metadata }),
      }
    : null;
  return { options, priorityError, metadataError };
}
