"use client";

import { Play } from "lucide-react";
import { useState } from "react";
import { InputWayChoice } from "#components/run/input-way-choice.tsx";
import { JsonInput } from "#components/run/json-input.tsx";
import { StartAdvanced } from "#components/run/start-advanced.tsx";
import { type StartOptions, useStartRun } from "#components/run/use-start-run.ts";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SchemaForm } from "#components/ui/schema-form/schema-form.tsx";
import type { VersionView } from "#core/views.ts";

interface RunFormProps {
  workflow: string;
  version: VersionView;
  initialInput: unknown;
}

/** The input of a run, as a form made from the workflow's schema or as JSON. */
export function RunForm({ workflow, version, initialInput }: RunFormProps) {
  const schema = version.definition.input;
  const [input, setInput] = useState(initialInput);
  const [asJson, setAsJson] = useState(schema === undefined);
  const { start, refusal, forgive, isBusy } = useStartRun(workflow);
  const change = (next: unknown) => {
    setInput(next);
    if (refusal) forgive();
  };
  const [options, setOptions] = useState<StartOptions>({});
  const [areOptionsGood, setOptionsGood] = useState(true);
  const submit = (value: unknown) => {
    if (areOptionsGood) start(version.number, value ?? {}, options);
  };
  const startButton = (
    <>
      <StartAdvanced
        onChange={(next) => {
          setOptionsGood(next !== null);
          if (next) setOptions(next);
          if (refusal) forgive();
        }}
      />
      <Button type="submit" look="primary" size="lg" busy={isBusy} className="self-start">
        <Play aria-hidden /> Start run
      </Button>
    </>
  );
  return (
    <div className="flex flex-col gap-4">
      {schema !== undefined && <InputWayChoice asJson={asJson} onChange={setAsJson} />}
      {schema === undefined && (
        <Notice>This workflow asks for no input in particular: any JSON will do, and an empty object too.</Notice>
      )}
      {refusal && (refusal.field === null || asJson) && (
        <Notice tone="danger">
          {refusal.field === null ? refusal.message : `${refusal.field}: ${refusal.message}`}
        </Notice>
      )}
      {asJson || schema === undefined ? (
        <JsonInput value={input} onChange={change} onSubmit={submit}>
          {startButton}
        </JsonInput>
      ) : (
        <SchemaForm
          schema={schema}
          value={input}
          onChange={change}
          onSubmit={submit}
          disabled={isBusy}
          refused={refusal?.field ? { field: refusal.field, message: refusal.message } : null}
        >
          {startButton}
        </SchemaForm>
      )}
    </div>
  );
}
