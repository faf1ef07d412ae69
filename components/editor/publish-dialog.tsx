"use client";

import { useMutation } from "@tanstack/react-query";
import { ProblemList } from "#components/editor/problem-list.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogActions, DialogClose, DialogContent } from "#components/ui/dialog.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { Problem } from "#core/problem.ts";

interface PublishDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  name: string;
  problems: readonly Problem[];
  publishedVersion: number | null;
  /** Saves what is not saved; resolves to the revision to publish, or null when it could not be saved. */
  save: () => Promise<number | null>;
  onPublished: (version: number) => void;
  onJump: (problem: Problem) => void;
}

/** Makes the draft a version, or says what keeps it from becoming one. */
export function PublishDialog({
  open,
  onOpenChange,
  name,
  problems,
  publishedVersion,
  save,
  onPublished,
  onJump,
}: PublishDialogProps) {
  const trpc = useTRPC();
  const publish = useMutation(trpc.workflows.publish.mutationOptions());
  const next = (publishedVersion ?? 0) + 1;

  async function confirm() {
    const revision = await save();
    if (revision === null) return toast.error("The draft could not be saved, so it was not published.");
    try {
      const { version } = await publish.mutateAsync({ name, revision });
      onOpenChange(false);
      onPublished(version);
      toast.success(
        version === publishedVersion ? `Version ${version} is this draft already` : `Version ${version} is published`,
      );
    } catch {
      // The dialog stays open and shows why.
    }
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => {
        publish.reset();
        onOpenChange(isOpen);
      }}
    >
      {problems.length > 0 ? (
        <DialogContent
          title="This draft cannot be published yet"
          description={`Mend ${problems.length === 1 ? "this problem" : `these ${problems.length} problems`} first. Choose one to go to its place.`}
        >
          <ProblemList
            problems={problems}
            onJump={(problem) => {
              onOpenChange(false);
              onJump(problem);
            }}
          />
        </DialogContent>
      ) : (
        <DialogContent
          size="sm"
          title={`Publish version ${next}`}
          description="New runs use it from now on. Runs that have started keep their version."
        >
          {publish.error && <Notice tone="danger">{sentenceOf(publish.error)}</Notice>}
          <DialogActions>
            <DialogClose asChild>
              <Button>Not now</Button>
            </DialogClose>
            <Button look="primary" busy={publish.isPending} onClick={() => void confirm()}>
              Publish version {next}
            </Button>
          </DialogActions>
        </DialogContent>
      )}
    </Dialog>
  );
}
