"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useRef, useState } from "react";
import { EditorCanvas } from "#components/editor/editor-canvas.tsx";
import { EditorProvider } from "#components/editor/editor-context.ts";
import { InspectorPane } from "#components/editor/inspector-pane.tsx";
import { useDraft } from "#components/editor/use-draft.ts";
import { useIsNarrow } from "#components/editor/use-is-narrow.ts";
import type { GraphHandle } from "#components/graph/graph-handle.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { Definition } from "#core/definition.ts";
import type { VersionView } from "#core/views.ts";

interface VersionViewerProps {
  name: string;
  number: number;
  onClose: () => void;
  /** Null for those who may not change the draft. */
  onRestore: ((definition: Definition) => void) | null;
}

/** A published version to look at. It can be taken back into the draft, which undo takes back in turn. */
export function VersionViewer({ name, number, onClose, onRestore }: VersionViewerProps) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.workflows.version.queryOptions({ name, version: number }, { staleTime: Number.POSITIVE_INFINITY }),
  );
  if (error) return <ErrorState onRetry={() => refetch()}>{sentenceOf(error)}</ErrorState>;
  if (!data) return <SkeletonRows label={`Loading version ${number}`} />;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-2 border-b bg-surface px-3 py-1">
        <IconButton label="Back to the draft" onClick={onClose}>
          <ArrowLeft aria-hidden />
        </IconButton>
        <h1 className="font-semibold text-base">Version {number}</h1>
        <Badge tone="warning">read only</Badge>
        <span className="text-muted text-xs">
          published <RelativeTime at={data.publishedAt} /> by {data.publishedBy}
        </span>
        {onRestore && (
          <Button
            size="sm"
            className="ml-auto"
            onClick={() => {
              onRestore(data.definition);
              onClose();
            }}
          >
            Restore into the draft
          </Button>
        )}
      </header>
      <VersionGraph version={data} />
    </div>
  );
}

function VersionGraph({ version }: { version: VersionView }) {
  const canvas = useRef<GraphHandle>(null);
  const isNarrow = useIsNarrow();
  const [inspectorOpen, setInspectorOpen] = useState(false);
  const { history, act } = useDraft(version.definition, false, null);
  return (
    <EditorProvider
      value={{
        ...history.draft,
        problems: [],
        mayEdit: false,
        sample: null,
        preview: null,
        codeTypes: null,
        openedAt: null,
        act,
      }}
    >
      <div className="relative flex min-h-0 flex-1">
        <div className="relative min-w-0 flex-1">
          <EditorCanvas canvas={canvas} isDrawable={false} onOpenStage={() => setInspectorOpen(true)} />
        </div>
        <InspectorPane isNarrow={isNarrow} isOpen={inspectorOpen} onOpenChange={setInspectorOpen} />
      </div>
    </EditorProvider>
  );
}
