"use client";

import { useRouter } from "next/navigation";
import { useDeferredValue, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useCodeTypes } from "#components/editor/code-types/use-code-types.ts";
import { ConflictNotice } from "#components/editor/conflict-notice.tsx";
import { EditorCanvas } from "#components/editor/editor-canvas.tsx";
import { type Editor, EditorProvider } from "#components/editor/editor-context.ts";
import { EditorHeader } from "#components/editor/editor-header.tsx";
import { EmptyHint } from "#components/editor/empty-hint.tsx";
import { INSPECTOR_ID, InspectorPane } from "#components/editor/inspector-pane.tsx";
import { OlderCodeNotice } from "#components/editor/older-code-notice.tsx";
import { useOpenedAt } from "#components/editor/opened-at.ts";
import { PickingBar } from "#components/editor/picking-bar.tsx";
import { isFoundHere, mergeProblems } from "#components/editor/problem-places.ts";
import { PublishDialog } from "#components/editor/publish-dialog.tsx";
import { selectionOf } from "#components/editor/selection-of.ts";
import { StagePalette } from "#components/editor/stage-palette.tsx";
import { useAutosave } from "#components/editor/use-autosave.ts";
import { useClipboard } from "#components/editor/use-clipboard.ts";
import { newStage, useCustomStages } from "#components/editor/use-custom-stages.ts";
import { useDraft } from "#components/editor/use-draft.ts";
import { useEditorShortcuts } from "#components/editor/use-editor-shortcuts.ts";
import { useIsNarrow } from "#components/editor/use-is-narrow.ts";
import { useSample } from "#components/editor/use-sample.ts";
import { VersionViewer } from "#components/editor/version-viewer.tsx";
import { VersionsDialog } from "#components/editor/versions-dialog.tsx";
import type { GraphHandle } from "#components/graph/graph-handle.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { toast } from "#components/ui/toast.tsx";
import { customStageProblems } from "#core/custom-stages.ts";
import type { StageKind } from "#core/kinds/registry.ts";
import type { Problem } from "#core/problem.ts";
import { problemsOf } from "#core/problems.ts";
import type { WorkflowView } from "#core/views.ts";

type Overlay = "publish" | "versions" | null;

/** Edits one workflow's draft: canvas, palette and inspector around one history. */
export function DraftEditor({ workflow }: { workflow: WorkflowView }) {
  const { name } = workflow;
  const [openedAt] = useState(useOpenedAt());
  const router = useRouter();
  const isNarrow = useIsNarrow();
  const mayEdit = useMay("workflow.edit") && workflow.archivedAt === null;
  const mayRun = useMay("run.start");
  const { history, act, undo, redo } = useDraft(workflow.draft, mayEdit, openedAt?.stageId ?? null);
  const { definition, selection, picking } = history.draft;
  const { saver, state, problems: serverProblems } = useAutosave(name, definition, workflow);
  const { sample, preview } = useSample(name);
  const codeTypes = useCodeTypes();
  const customStages = useCustomStages();
  const checked = useDeferredValue(definition);
  const found = useMemo(
    () =>
      checked === workflow.draft
        ? workflow.problems.filter(isFoundHere)
        : [...problemsOf(checked), ...(customStages ? customStageProblems(checked, customStages) : [])],
    [checked, workflow, customStages],
  );
  const problems = useMemo(
    () => mergeProblems(found, serverProblems, saver.stored, checked),
    [found, serverProblems, saver, checked],
  );

  const canvas = useRef<GraphHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const [publishedVersion, setPublishedVersion] = useState(workflow.publishedVersion);
  const [overlay, setOverlay] = useState<Overlay>(null);
  const [shownVersion, setShownVersion] = useState<number | null>(null);
  const [paletteOpen, setPaletteOpen] = useState(!isNarrow);
  const [inspectorOpen, setInspectorOpen] = useState(openedAt !== null);
  const [isArranging, setArranging] = useState(false);

  const editor: Editor = { ...history.draft, problems, mayEdit, sample, preview, codeTypes, openedAt, act };
  const save = async () => ((await saver.flush()) ? saver.revision : null);

  function add(kind: StageKind) {
    const [after, ...others] = selection.stageIds;
    const at = canvas.current?.middle();
    const stage = newStage(kind, customStages);
    act({
      type: "add_stage",
      ...stage,
      ...(at && { at }),
      ...(after !== undefined && others.length === 0 && { after }),
    });
  }
  function jump(problem: Problem) {
    const target = selectionOf(definition, problem);
    act({ type: "select", selection: target });
    if (target.stageIds.length > 0) canvas.current?.reveal(target.stageIds);
    setInspectorOpen(true);
  }
  async function layOut() {
    if (isArranging || definition.stages.length === 0) return;
    setArranging(true);
    const { layoutGraph } = await import("#components/graph/layout.ts");
    try {
      const moves = await layoutGraph(definition);
      // The stages must stand in their new places before the view is fitted to them.
      flushSync(() => act({ type: "move", moves }));
      await canvas.current?.fit();
    } catch {
      toast.error("The stages could not be arranged. Try again.");
    } finally {
      setArranging(false);
    }
  }
  async function run() {
    if (mayEdit) await save();
    router.push(`/workflows/${encodeURIComponent(name)}/run`);
  }
  function openPalette() {
    setPaletteOpen(true);
    requestAnimationFrame(() => search.current?.focus());
  }

  useClipboard({ definition, selection, mayEdit, act });
  useEditorShortcuts({
    mayEdit,
    act,
    undo,
    redo,
    openPalette,
    openInspector: () => {
      setInspectorOpen(true);
      document.getElementById(INSPECTOR_ID)?.querySelector<HTMLElement>("input, textarea")?.focus();
    },
    fit: () => void canvas.current?.fit(),
    layOut: () => void layOut(),
    saveNow: () => void save(),
    publish: () => setOverlay("publish"),
    run: () => mayRun && void run(),
  });

  if (shownVersion !== null)
    return (
      <VersionViewer
        name={name}
        number={shownVersion}
        onClose={() => setShownVersion(null)}
        onRestore={mayEdit ? (restored) => act({ type: "replace", definition: { ...restored, name } }) : null}
      />
    );
  return (
    <EditorProvider value={editor}>
      <div className="flex min-h-0 flex-1 flex-col">
        <EditorHeader
          name={name}
          title={definition.title}
          state={state}
          mayEdit={mayEdit}
          mayRun={mayRun}
          problems={problems}
          publishedVersion={publishedVersion}
          canUndo={history.past.length > 0}
          canRedo={history.future.length > 0}
          isArranging={isArranging}
          onUndo={undo}
          onRedo={redo}
          onLayOut={() => void layOut()}
          onRun={() => void run()}
          onPublish={() => setOverlay("publish")}
          onVersions={() => setOverlay("versions")}
          onJump={jump}
          save={save}
        />
        <ConflictNotice
          name={name}
          state={state}
          saver={saver}
          onReload={(stored) => act({ type: "replace", definition: stored })}
        />
        <OlderCodeNotice key={publishedVersion} name={name} publishedVersion={publishedVersion} mayRun={mayRun} />
        <div className="flex min-h-0 flex-1">
          <div className="relative min-w-0 flex-1">
            <EditorCanvas
              canvas={canvas}
              isDrawable={mayEdit && !isNarrow}
              onOpenStage={() => setInspectorOpen(true)}
            />
            {picking !== undefined && <PickingBar changeType={picking} />}
            {mayEdit && picking === undefined && (
              <div className="absolute top-3 left-3 z-10">
                <StagePalette open={paletteOpen} onOpenChange={setPaletteOpen} onAdd={add} searchRef={search} />
              </div>
            )}
            {definition.stages.length === 0 && <EmptyHint mayEdit={mayEdit} />}
          </div>
          {/* On a phone it makes room for the graph while stages are picked there, and comes back. */}
          <InspectorPane
            isNarrow={isNarrow}
            isOpen={inspectorOpen && picking === undefined}
            onOpenChange={(open) => {
              if (picking !== undefined) act({ type: "stop_picking" });
              setInspectorOpen(open);
            }}
          />
        </div>
      </div>
      <PublishDialog
        open={overlay === "publish"}
        onOpenChange={(open) => setOverlay(open ? "publish" : null)}
        name={name}
        problems={problems}
        publishedVersion={publishedVersion}
        save={save}
        onPublished={setPublishedVersion}
        onJump={jump}
      />
      <VersionsDialog
        open={overlay === "versions"}
        onOpenChange={(open) => setOverlay(open ? "versions" : null)}
        name={name}
        onShow={(number) => {
          setOverlay(null);
          setShownVersion(number);
        }}
      />
    </EditorProvider>
  );
}
