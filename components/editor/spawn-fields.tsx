"use client";

import { ChevronDown, Plus, TriangleAlert, X } from "lucide-react";
import { useId, useState } from "react";
import { useEditor } from "#components/editor/editor-context.ts";
import { problemsAt } from "#components/editor/problem-places.ts";
import { SpawnForm } from "#components/editor/spawn-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { MAX_SPAWNS, type Spawn } from "#core/spawn.ts";

interface SpawnFieldsProps {
  spawns: readonly Spawn[] | undefined;
  /** Where they stand in the definition. */
  path: readonly (string | number)[];
  /** Null for those of the workflow. */
  stageId: string | null;
  onChange: (spawns: Spawn[] | undefined) => void;
}

/** The follow-up runs of a stage or of the workflow: a line each, one of them open. */
export function SpawnFields({ spawns = [], path, stageId, onChange }: SpawnFieldsProps) {
  const { mayEdit, definition } = useEditor();
  const [open, setOpen] = useState<number | null>(null);
  const store = (next: Spawn[]) => onChange(next.length > 0 ? next : undefined);
  return (
    <>
      <p className="text-muted text-xs">
        Runs of other workflows that are started once this {stageId === null ? "run" : "stage"} has completed, each
        exactly once.
      </p>
      {spawns.length > 0 && (
        <ul className="flex flex-col gap-2">
          {spawns.map((spawn, index) => (
            <SpawnItem
              // biome-ignore lint/suspicious/noArrayIndexKey: a follow-up keeps its place while it is edited
              key={index}
              spawn={spawn}
              path={[...path, index]}
              stageId={stageId}
              isOpen={open === index}
              onToggle={() => setOpen(open === index ? null : index)}
              onChange={(next) => store(spawns.map((old, at) => (at === index ? next : old)))}
              onRemove={() => {
                store(spawns.filter((_, at) => at !== index));
                setOpen(null);
              }}
            />
          ))}
        </ul>
      )}
      {mayEdit && spawns.length < MAX_SPAWNS && (
        <Button
          size="sm"
          look="ghost"
          className="self-start"
          onClick={() => {
            store([...spawns, { workflow: definition.name }]);
            setOpen(spawns.length);
          }}
        >
          <Plus aria-hidden />
          Add follow-up
        </Button>
      )}
      {!mayEdit && spawns.length === 0 && <p className="text-muted text-sm">None.</p>}
    </>
  );
}

interface SpawnItemProps {
  spawn: Spawn;
  path: readonly (string | number)[];
  stageId: string | null;
  isOpen: boolean;
  onToggle: () => void;
  onChange: (spawn: Spawn) => void;
  onRemove: () => void;
}

function SpawnItem({ spawn, path, stageId, isOpen, onToggle, onChange, onRemove }: SpawnItemProps) {
  const { mayEdit, problems } = useEditor();
  const id = useId();
  const isBroken = problemsAt(problems, path).length > 0;
  return (
    <li className="rounded-lg border">
      <div className="flex items-center gap-1 pr-1">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={onToggle}
          className="flex min-h-10 min-w-0 flex-1 items-center gap-2 rounded-lg px-2 py-1 text-left hover:bg-hover"
        >
          <ChevronDown aria-hidden className={`size-4 shrink-0 text-muted ${isOpen ? "" : "-rotate-90"}`} />
          <span className="min-w-0">
            <span className="flex items-center gap-1 font-medium font-mono text-sm">
              {spawn.workflow}
              {isBroken && (
                <TriangleAlert role="img" aria-label="Has a problem" className="size-3.5 shrink-0 text-danger-ink" />
              )}
            </span>
            <span className="block truncate text-muted text-xs">
              {spawn.forEach ? `for each of ${spawn.forEach.$}` : "one run"}
              {spawn.when ? `, if ${spawn.when.$}` : ""}
            </span>
          </span>
        </button>
        {mayEdit && (
          <IconButton label={`Remove the follow-up ${spawn.workflow}`} onClick={onRemove}>
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      <div id={id} hidden={!isOpen} className="flex flex-col gap-3 border-t p-3">
        {isOpen && <SpawnForm spawn={spawn} path={path} stageId={stageId} onChange={onChange} />}
      </div>
    </li>
  );
}
