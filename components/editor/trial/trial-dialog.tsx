"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Play, Square } from "lucide-react";
import { useState } from "react";
import { useEditor } from "#components/editor/editor-context.ts";
import { MockList } from "#components/editor/trial/mock-list.tsx";
import { PinnedInput } from "#components/editor/trial/pinned-input.tsx";
import { readTyped } from "#components/editor/trial/pinned-text.ts";
import { TrialResult } from "#components/editor/trial/trial-result.tsx";
import { useTrial } from "#components/editor/trial/use-trial.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Stage } from "#core/definition.ts";
import { type Mock, type TrialKind, withMock } from "#core/trial.ts";

const WARNINGS: Record<TrialKind, string> = {
  code: "Calls are really made, with real credentials, unless a mock answers them.",
  http: "The request is really sent, with real credentials.",
  llm: "The model is really asked, which may cost something.",
  transform: "It reads what is pinned and changes nothing.",
};

interface TrialDialogProps {
  stage: Stage;
  kind: TrialKind;
  initialText: string;
  initialMocks: readonly Mock[];
}

/** What the stage is given, the button that runs it, and what came of it. */
export function TrialDialog({ stage, kind, initialText, initialMocks }: TrialDialogProps) {
  const { definition } = useEditor();
  const { name } = definition;
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [text, setText] = useState(initialText);
  const [mocks, setMocks] = useState(initialMocks);
  const { trial, isRunning, error, run, stop } = useTrial(definition);
  const keep = useMutation(
    trpc.trials.savePin.mutationOptions({
      onSuccess: (_, { stageId }) => queryClient.invalidateQueries(trpc.trials.pin.queryFilter({ name, stageId })),
    }),
  );
  const typed = readTyped(text);

  function keepAll(changed: readonly Mock[] = mocks) {
    if ("value" in typed) keep.mutate({ name, stageId: stage.id, pin: { input: typed.value, mocks: [...changed] } });
  }
  function changeMocks(changed: readonly Mock[]) {
    setMocks(changed);
    keepAll(changed);
  }
  const start = () => "value" in typed && !isRunning && run(stage, { input: typed.value, mocks: [...mocks] });
  const refusal = error ?? keep.error;

  return (
    <div className="flex min-w-0 flex-col gap-4 pb-4">
      <PinnedInput
        name={name}
        stageId={stage.id}
        kind={kind}
        text={text}
        mistake={"mistake" in typed ? typed.mistake : null}
        onChange={setText}
        onDone={() => text !== initialText && keepAll()}
        onRun={start}
      />
      {mocks.length > 0 && <MockList mocks={mocks} onChange={changeMocks} />}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button look="primary" busy={isRunning} disabled={"mistake" in typed} onClick={start}>
          {!isRunning && <Play aria-hidden />}
          {isRunning ? "Running" : "Run alone"}
        </Button>
        {isRunning && trial && (
          <Button onClick={stop}>
            <Square aria-hidden />
            Stop
          </Button>
        )}
        <p className="min-w-0 flex-1 basis-48 text-muted text-xs">{WARNINGS[kind]}</p>
      </div>
      {refusal !== null && <Notice tone="danger">{sentenceOf(refusal)}</Notice>}
      {trial && <TrialResult trial={trial} onMock={(mock) => changeMocks(withMock(mocks, mock))} />}
    </div>
  );
}
