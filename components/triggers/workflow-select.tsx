"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/client.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";

const MOST = 200;

interface WorkflowSelectProps {
  value: string;
  onChange: (workflow: string) => void;
  error: string | null;
}

/** A published workflow. */
export function WorkflowSelect({ value, onChange, error }: WorkflowSelectProps) {
  const trpc = useTRPC();
  const list = useQuery(trpc.workflows.list.queryOptions({ limit: MOST }));
  const published = (list.data?.rows ?? []).filter(({ publishedVersion }) => publishedVersion !== null);
  const isListed = published.some(({ name }) => name === value);
  return (
    <Field
      label="Workflow"
      hint={
        list.data && published.length === 0
          ? "Publish a workflow first: a trigger starts its latest version."
          : undefined
      }
      error={error}
      required
    >
      {(control) => (
        <Select {...control} value={value} onChange={({ target }) => onChange(target.value)}>
          <option value="" disabled>
            Choose a workflow
          </option>
          {value !== "" && !isListed && <option value={value}>{value}</option>}
          {published.map(({ name, title }) => (
            <option key={name} value={name}>
              {title && title !== name ? `${title} (${name})` : name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
