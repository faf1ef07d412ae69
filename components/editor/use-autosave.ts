"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { Autosaver, type Saved, type SaveState } from "#components/editor/autosaver.ts";
import { codeOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPCClient } from "#components/trpc/client.tsx";
import type { Definition } from "#core/definition.ts";
import type { Problem } from "#core/problem.ts";

interface Autosave {
  saver: Autosaver;
  state: SaveState;
  problems: readonly Problem[];
}

/** Keeps the stored draft up with the one on screen: soon after a change, when one leaves, and when the network is back. */
export function useAutosave(name: string, definition: Definition, opened: Saved): Autosave {
  const api = useTRPCClient();
  const [saver] = useState(
    () =>
      new Autosaver(
        { save: (draft, revision) => api.workflows.saveDraft.mutate({ name, revision, definition: draft }), blame },
        definition,
        opened,
      ),
  );
  const state = useSyncExternalStore(saver.subscribe, saver.state, saver.state);
  const problems = useSyncExternalStore(saver.subscribe, saver.problems, saver.problems);

  useEffect(() => saver.change(definition), [saver, definition]);
  useEffect(() => {
    const saveNow = () => void saver.flush();
    const saveWhenHidden = () => {
      if (document.visibilityState === "hidden") saveNow();
    };
    const askBeforeLeaving = (event: BeforeUnloadEvent) => {
      if (saver.state().kind === "saved") return;
      saveNow();
      event.preventDefault();
    };
    window.addEventListener("online", saveNow);
    window.addEventListener("blur", saveNow);
    window.addEventListener("beforeunload", askBeforeLeaving);
    document.addEventListener("visibilitychange", saveWhenHidden);
    return () => {
      window.removeEventListener("online", saveNow);
      window.removeEventListener("blur", saveNow);
      window.removeEventListener("beforeunload", askBeforeLeaving);
      document.removeEventListener("visibilitychange", saveWhenHidden);
      void saver.flush();
    };
  }, [saver]);

  return { saver, state, problems };
}

function blame(error: unknown): ReturnType<ConstructorParameters<typeof Autosaver>[0]["blame"]> {
  const code = codeOf(error);
  if (code === null || code === "INTERNAL_SERVER_ERROR" || code === "TIMEOUT") return { kind: "offline" };
  if (code === "CONFLICT") return { kind: "conflict" };
  return { kind: "refused", reason: sentenceOf(error) };
}
