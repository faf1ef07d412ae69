"use client";

import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useState } from "react";
import { useEditor } from "#components/editor/editor-context.ts";
import { firstText, written } from "#components/editor/trial/pinned-text.ts";
import { TrialDialog } from "#components/editor/trial/trial-dialog.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogContent } from "#components/ui/dialog.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { Stage } from "#core/definition.ts";
import type { TrialKind } from "#core/trial.ts";

interface RunAloneProps {
  stage: Stage;
  kind: TrialKind;
}

/** Opens what runs a stage of the draft by itself. */
export function RunAlone({ stage, kind }: RunAloneProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <div className="flex items-center justify-between gap-3">
        <p className="text-muted text-xs">Try it by itself, as it stands here.</p>
        <Button size="sm" onClick={() => setIsOpen(true)}>
          <Play aria-hidden />
          Run alone…
        </Button>
      </div>
      <Dialog open={isOpen} onOpenChange={setIsOpen}>
        <DialogContent
          title={`Run ${stage.title || stage.id} alone`}
          description="The stage of this draft, in the same sandbox and under the same limits as in a run."
          size="lg"
        >
          <Opened stage={stage} kind={kind} />
        </DialogContent>
      </Dialog>
    </>
  );
}

/** Begins with what was pinned; else with what the newest run gave the stage. */
function Opened({ stage, kind }: RunAloneProps) {
  const { definition } = useEditor();
  const trpc = useTRPC();
  const asked = { name: definition.name, stageId: stage.id };
  const pin = useQuery(trpc.trials.pin.queryOptions(asked));
  const last = useQuery(trpc.trials.lastInput.queryOptions(asked, { enabled: pin.data === null, retry: false }));
  if (pin.error) return <ErrorState onRetry={() => pin.refetch()}>{sentenceOf(pin.error)}</ErrorState>;
  // Asked for again from within, it is read beside what is on screen.
  if (pin.isPending || (pin.data === null && last.isLoading))
    return <SkeletonRows count={4} label="Reading what is pinned" />;
  const text = pin.data ? written(pin.data.input) : last.data ? written(last.data.input) : firstText(kind);
  return <TrialDialog stage={stage} kind={kind} initialText={text} initialMocks={pin.data?.mocks ?? []} />;
}
