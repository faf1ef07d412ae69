"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useEditor } from "#components/editor/editor-context.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

interface WorkflowNameFieldProps {
  label: string;
  hint?: string;
  value: string;
  onChange: (name: string) => void;
  error?: string | undefined;
}

const SHOWN = 200;

/** The name of a workflow, with those that have been published to choose from. */
export function WorkflowNameField({ label, hint, value, onChange, error }: WorkflowNameFieldProps) {
  const { mayEdit } = useEditor();
  const trpc = useTRPC();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const { data } = useQuery(trpc.workflows.list.queryOptions({ limit: SHOWN }));
  const published = (data?.rows ?? []).filter(({ publishedVersion }) => publishedVersion !== null);
  const write = (text: string) => {
    setTyped(text);
    onChange(text.trim());
  };
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <>
          <Input
            {...control}
            value={typed !== null && typed.trim() === value ? typed : value}
            placeholder="price.fetch"
            list={`${id}-workflows`}
            readOnly={!mayEdit}
            spellCheck={false}
            autoComplete="off"
            className="font-mono"
            onChange={(event) => write(event.target.value)}
          />
          <datalist id={`${id}-workflows`}>
            {published.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
