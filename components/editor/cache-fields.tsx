"use client";

import { changed } from "#components/editor/changed.ts";
import { OptionalDurationInput } from "#components/editor/duration-field.tsx";
import { useEditor } from "#components/editor/editor-context.ts";
import { ChoiceField, TextField } from "#components/editor/plain-fields.tsx";
import { problemsAt } from "#components/editor/problem-places.ts";
import type { CachePolicy } from "#core/cache-policy.ts";
import type { Stage } from "#core/definition.ts";

const CHOICES = {
  off: "Does its work each time",
  global: "Found again by any run",
  run_only: "Found again by this run and its updates",
};
const LONGEST_MS = 31_536_000_000;

interface CacheFieldsProps {
  stage: Stage;
  index: number;
  onChange: (cache: CachePolicy | undefined) => void;
}

/** Whether the output of a stage is found again instead of being made anew. */
export function CacheFields({ stage, index, onChange }: CacheFieldsProps) {
  const { problems } = useEditor();
  const { cache } = stage;
  const scope = cache?.scope ?? "off";
  return (
    <>
      <ChoiceField
        label="Its output is"
        hint="The same work is of the same kind, with equal settings, input and version, and equal values of all that its expressions read."
        error={problemsAt(problems, ["stages", index, "cache"])[0]?.message}
        value={scope}
        choices={CHOICES}
        onChange={(next) => onChange(next === "off" ? undefined : { ...cache, scope: next as CachePolicy["scope"] })}
      />
      {cache && scope !== "off" && (
        <>
          <OptionalDurationInput
            label="For how long"
            whenEmpty="For ever"
            ms={cache.ttlMs}
            maxMs={LONGEST_MS}
            onChange={(ttlMs) => onChange(changed(cache, { ttlMs }))}
          />
          <TextField
            label="Version"
            hint="Change it to forget what was kept, when something outside has changed."
            value={cache.version ?? ""}
            maxLength={100}
            onChange={(version) => onChange(changed(cache, { version: version || undefined }))}
          />
        </>
      )}
    </>
  );
}
