"use client";

import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useMemo, useReducer, useRef } from "react";
import { stageTitle } from "#components/run/stage-title.ts";
import { UpdateChange } from "#components/run/update-change.tsx";
import { emptyUpdate, updateReducer } from "#components/run/update-draft.ts";
import { UpdateGraph } from "#components/run/update-graph.tsx";
import { UpdateInput } from "#components/run/update-input.tsx";
import { NewerUpdate } from "#components/run/update-lineage.tsx";
import { UpdateVersion } from "#components/run/update-version.tsx";
import {
  countFates,
  countWords,
  fatesOf,
  lengthWords,
  updateRefusal,
  usualLength,
} from "#components/run/update-words.ts";
import { useStartUpdate } from "#components/run/use-start-update.ts";
import { useUpdatePreview } from "#components/run/use-update-preview.ts";
import { fieldOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { useShortcuts } from "#components/ui/shortcuts.ts";
import type { RunView } from "#core/views.ts";

const MAX_NOTE = 5_000;

/** What should be different, beside the graph of what would run because of it. */
export function UpdateForm({ run }: { run: RunView }) {
  const trpc = useTRPC();
  const [draft, act] = useReducer(updateReducer, run.version, emptyUpdate);
  const inputArea = useRef<HTMLDivElement>(null);
  const { preview, error, isBehind } = useUpdatePreview(run.id, draft);
  const { start, error: startError, forgive, isBusy } = useStartUpdate(run.id);
  const version = useQuery(
    trpc.workflows.version.queryOptions(
      { name: run.workflowName, version: draft.version },
      { enabled: draft.version !== run.version, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  const definition = (draft.version === run.version ? null : version.data?.definition) ?? run.definition;
  const fates = useMemo(
    () => fatesOf(preview?.stages ?? [], (stageId) => stageTitle(definition, stageId)),
    [preview, definition],
  );
  const change: typeof act = (action) => {
    act(action);
    if (startError) forgive();
  };

  const refused = startError ?? error;
  const refusal = refused ? updateRefusal(fieldOf(refused), sentenceOf(refused)) : null;
  const refusedAt = (field: NonNullable<typeof refusal>["field"]) =>
    refusal?.field === field ? refusal.message : undefined;
  const counts = preview && countFates(preview.stages);
  const isIdle = counts !== null && counts.runs + counts.may === 0;
  const length = preview && usualLength(preview.stages, preview.definition.dependencies);
  const isStale = preview?.newerRunId != null && !draft.isForced;
  const isReady = !isIdle && !isStale && !isBusy && preview !== null && error === null;
  const begin = () => {
    if (!isReady) return;
    const form = inputArea.current?.querySelector("form");
    if (form) form.requestSubmit();
    else start(draft);
  };
  useShortcuts("This change", [{ keys: "mod+enter", label: "Start update", run: begin }]);

  return (
    <div className="flex flex-col md:min-h-0 md:flex-1 md:flex-row">
      <div className="shrink-0 max-md:contents md:flex md:w-96 md:flex-col md:border-r lg:w-104">
        <div className="flex flex-col gap-5 p-4 md:min-h-0 md:flex-1 md:overflow-y-auto md:p-6">
          {preview?.newerRunId != null && (
            <NewerUpdate
              runId={preview.newerRunId}
              isForced={draft.isForced}
              onForce={(isForced) => change({ do: "force", isForced })}
            />
          )}
          {refusal?.field === null && <Notice tone="danger">{refusal.message}</Notice>}
          <UpdateChange
            definition={definition}
            draft={draft}
            refusedType={refusedAt("type")}
            refusedStages={refusedAt("stages")}
            act={change}
          />
          <UpdateVersion run={run} chosen={draft.version} error={refusedAt("version")} act={change} />
          <div ref={inputArea}>
            <UpdateInput
              key={draft.version}
              run={run}
              schema={definition.input}
              input={draft.input}
              refusal={refusal?.field === "input" ? refusal : null}
              onChange={(input) => change({ do: "give", input })}
              onSubmit={(value) => start({ ...draft, input: { value } })}
            />
          </div>
          <Field
            label="Note"
            hint="What you wish for: the stages that are named are told, as feedback."
            error={refusedAt("note")}
          >
            {(control) => (
              <Textarea
                {...control}
                rows={2}
                maxLength={MAX_NOTE}
                value={draft.note}
                onChange={({ target }) => change({ do: "note", note: target.value })}
              />
            )}
          </Field>
        </div>
        <footer className="flex shrink-0 flex-col gap-3 border-t bg-surface p-4 max-md:sticky max-md:bottom-0 max-md:z-10 max-md:order-last md:px-6">
          <p role="status" className="min-h-5 text-sm">
            {refused ? (
              <span className="text-muted">Mend what was refused, then this can start.</span>
            ) : isIdle ? (
              <span className="text-muted">Nothing would run yet. Choose what should be different.</span>
            ) : (
              counts && (
                <span className={isBehind ? "text-muted" : undefined}>
                  {countWords(counts)}
                  {length != null && <span className="text-muted"> · {lengthWords(length)}</span>}
                </span>
              )
            )}
          </p>
          <Button look="primary" size="lg" busy={isBusy} disabled={!isReady} onClick={begin}>
            <Play aria-hidden /> Start update
          </Button>
        </footer>
      </div>
      <UpdateGraph
        runId={run.id}
        definition={definition}
        fates={fates}
        onPick={(stageId) => change({ do: "pick", stageId, definition })}
      />
    </div>
  );
}
