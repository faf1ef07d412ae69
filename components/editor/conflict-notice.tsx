"use client";

import { useState } from "react";
import type { Autosaver, SaveState } from "#components/editor/autosaver.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPCClient } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { Definition } from "#core/definition.ts";

interface ConflictNoticeProps {
  name: string;
  state: SaveState;
  saver: Autosaver;
  onReload: (definition: Definition) => void;
}

/** Says why the draft is not saved, and lets one choose when somebody else saved it meanwhile. */
export function ConflictNotice({ name, state, saver, onReload }: ConflictNoticeProps) {
  const api = useTRPCClient();
  const [isBusy, setIsBusy] = useState(false);

  async function settle(choice: "theirs" | "mine") {
    setIsBusy(true);
    try {
      const stored = await api.workflows.get.query({ name });
      if (choice === "mine") await saver.keepMine(stored.revision);
      else {
        saver.adopt(stored.draft, stored);
        onReload(stored.draft);
      }
    } catch (error) {
      toast.error(sentenceOf(error));
    } finally {
      setIsBusy(false);
    }
  }

  if (state.kind === "refused")
    return (
      <Notice tone="danger" className="rounded-none">
        The draft is not saved: {state.reason}
      </Notice>
    );
  if (state.kind !== "conflict") return null;
  return (
    <Notice tone="warning" className="rounded-none">
      <div className="flex flex-wrap items-center gap-2">
        <span className="flex-1">Somebody else saved this draft meanwhile.</span>
        <Button size="sm" disabled={isBusy} onClick={() => void settle("theirs")}>
          Reload theirs
        </Button>
        <Button size="sm" disabled={isBusy} onClick={() => void settle("mine")}>
          Keep mine
        </Button>
      </div>
    </Notice>
  );
}
