"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { InputWayChoice } from "#components/run/input-way-choice.tsx";
import { JsonInput } from "#components/run/json-input.tsx";
import { fieldOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SchemaForm } from "#components/ui/schema-form/schema-form.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

const PREFIX = "settings.input";

interface ScheduleInputProps {
  workflow: string;
  value: unknown;
  onChange: (input: unknown) => void;
  onSubmit: () => void;
  /** What the server refused when it was saved. */
  error: unknown;
}

/** The input of each run of a schedule: a form made from the published version, or JSON. */
export function ScheduleInput({ workflow, value, onChange, onSubmit, error }: ScheduleInputProps) {
  const trpc = useTRPC();
  const [asJson, setAsJson] = useState(false);
  const version = useQuery(trpc.workflows.version.queryOptions({ name: workflow }, { enabled: workflow !== "" }));
  if (workflow === "") return <p className="text-muted text-sm">Choose a workflow first.</p>;
  if (version.error) return <Notice tone="danger">{sentenceOf(version.error)}</Notice>;
  if (!version.data) return <SkeletonRows count={2} label="Reading the workflow" />;
  const schema = version.data.definition.input;
  const blamed = error ? fieldOf(error) : null;
  const isBlamed = blamed?.startsWith(PREFIX) ?? false;
  const sentence = isBlamed ? sentenceOf(error).replace(`${blamed}: `, "") : null;
  return (
    <div className="flex flex-col gap-3">
      {schema !== undefined && <InputWayChoice asJson={asJson} onChange={setAsJson} />}
      {sentence && (asJson || schema === undefined || blamed === PREFIX) && (
        <Notice tone="danger">
          {blamed === PREFIX ? "" : `${blamed?.slice(PREFIX.length + 1)}: `}
          {sentence}
        </Notice>
      )}
      {schema === undefined || asJson ? (
        <JsonInput value={value} onChange={onChange} onSubmit={onSubmit}>
          {null}
        </JsonInput>
      ) : (
        <SchemaForm
          schema={schema}
          value={value}
          onChange={onChange}
          onSubmit={onSubmit}
          refused={
            sentence && blamed && blamed !== PREFIX
              ? { field: blamed.slice(PREFIX.length + 1), message: sentence }
              : null
          }
        />
      )}
    </div>
  );
}
