"use client";

import { ArrowLeft, Play, Redo2, Undo2, Upload, WandSparkles } from "lucide-react";
import Link from "next/link";
import type { SaveState } from "#components/editor/autosaver.ts";
import { EditorMenu } from "#components/editor/editor-menu.tsx";
import { ProblemsButton } from "#components/editor/problem-list.tsx";
import { SaveIndicator } from "#components/editor/save-indicator.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import type { Problem } from "#core/problem.ts";

interface EditorHeaderProps {
  name: string;
  title: string;
  state: SaveState;
  mayEdit: boolean;
  mayRun: boolean;
  problems: readonly Problem[];
  publishedVersion: number | null;
  canUndo: boolean;
  canRedo: boolean;
  isArranging: boolean;
  onUndo: () => void;
  onRedo: () => void;
  onLayOut: () => void;
  onRun: () => void;
  onPublish: () => void;
  onVersions: () => void;
  onJump: (problem: Problem) => void;
  save: () => Promise<number | null>;
}

export function EditorHeader(props: EditorHeaderProps) {
  const { name, title, state, mayEdit, mayRun, problems, publishedVersion } = props;
  return (
    <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b bg-surface px-2 py-1 sm:px-3">
      <Link
        href="/workflows"
        aria-label="All workflows"
        className="inline-flex size-8 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
      >
        <ArrowLeft aria-hidden className="size-4" />
      </Link>
      <h1 className="min-w-0 truncate font-semibold text-base">{title || name}</h1>
      <Badge className="max-sm:hidden">
        {publishedVersion === null ? "not published" : `version ${publishedVersion}`}
      </Badge>
      {mayEdit ? <SaveIndicator state={state} /> : <Badge tone="warning">read only</Badge>}
      <div className="ml-auto flex items-center gap-1">
        <ProblemsButton problems={problems} onJump={props.onJump} />
        {mayEdit && (
          <span className="flex items-center max-md:hidden">
            <IconButton label="Undo" shortcut="mod+z" disabled={!props.canUndo} onClick={props.onUndo}>
              <Undo2 aria-hidden />
            </IconButton>
            <IconButton label="Redo" shortcut="shift+mod+z" disabled={!props.canRedo} onClick={props.onRedo}>
              <Redo2 aria-hidden />
            </IconButton>
            <IconButton label="Arrange" shortcut="l" busy={props.isArranging} onClick={props.onLayOut}>
              <WandSparkles aria-hidden />
            </IconButton>
          </span>
        )}
        {mayRun && (
          <Button size="sm" onClick={props.onRun}>
            <Play aria-hidden />
            Run
          </Button>
        )}
        {mayEdit && (
          <Button size="sm" look="primary" onClick={props.onPublish}>
            <Upload aria-hidden />
            Publish
          </Button>
        )}
        <EditorMenu name={name} save={props.save} onVersions={props.onVersions} />
      </div>
    </header>
  );
}
