"use client";

import { Plus, X } from "lucide-react";
import { type KeyboardEvent, type Ref, useState } from "react";
import { useCustomStages, wordsOfKind } from "#components/editor/use-custom-stages.ts";
import { kindIcon } from "#components/graph/kind-icons.ts";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Input } from "#components/ui/input.tsx";
import { STAGE_KINDS, StageKind } from "#core/kinds/registry.ts";

const DRAGGED_KIND = "application/x-heddle-kind";

/** The kind of stage that is dropped, if it is one. */
export function droppedKind(data: DataTransfer): StageKind | null {
  return StageKind.safeParse(data.getData(DRAGGED_KIND)).data ?? null;
}

interface StagePaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onAdd: (kind: StageKind) => void;
  searchRef: Ref<HTMLInputElement>;
}

/** The kinds of stages: click or press enter to add one after the selected stage, or drag it to its place. */
export function StagePalette({ open, onOpenChange, onAdd, searchRef }: StagePaletteProps) {
  const [search, setSearch] = useState("");
  const wanted = search.toLowerCase();
  const customStages = useCustomStages();
  const kinds: StageKind[] = [...STAGE_KINDS, ...(customStages ?? []).map(({ name }) => `custom:${name}` as const)];
  const found = kinds
    .map((kind) => ({ kind, ...wordsOfKind(kind, customStages) }))
    .filter(({ kind, title, summary }) => `${kind} ${title} ${summary}`.toLowerCase().includes(wanted));
  if (!open)
    return (
      <Button look="primary" className="shadow-raised" onClick={() => onOpenChange(true)}>
        <Plus aria-hidden />
        Add stage
      </Button>
    );

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (event.key === "Escape") onOpenChange(false);
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const places = [...event.currentTarget.querySelectorAll<HTMLElement>("input, li button")];
    const at = places.indexOf(document.activeElement as HTMLElement);
    places[(at + (event.key === "ArrowDown" ? 1 : -1) + places.length) % places.length]?.focus();
  }

  return (
    <section
      aria-label="Add stage"
      className="w-60 rounded-xl border bg-raised p-2 shadow-overlay"
      onKeyDown={onKeyDown}
    >
      <div className="flex items-center gap-1">
        <Input
          ref={searchRef}
          type="search"
          aria-label="Search kinds of stages"
          placeholder="Add stage…"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            const [first] = found;
            if (event.key !== "Enter" || !first) return;
            event.preventDefault();
            onAdd(first.kind);
            setSearch("");
          }}
        />
        <IconButton label="Close palette" size="sm" onClick={() => onOpenChange(false)}>
          <X aria-hidden />
        </IconButton>
      </div>
      <ul className="mt-1.5 flex max-h-[25vh] flex-col overflow-y-auto">
        {found.map((choice) => (
          <li key={choice.kind}>
            <KindButton {...choice} onAdd={onAdd} />
          </li>
        ))}
        {found.length === 0 && <li className="px-2 py-1.5 text-muted text-sm">No kind is called that.</li>}
      </ul>
    </section>
  );
}

interface KindButtonProps {
  kind: StageKind;
  title: string;
  summary: string;
  onAdd: (kind: StageKind) => void;
}

function KindButton({ kind, title, summary, onAdd }: KindButtonProps) {
  const Icon = kindIcon(kind);
  return (
    <button
      type="button"
      draggable
      onDragStart={(event) => event.dataTransfer.setData(DRAGGED_KIND, kind)}
      onClick={() => onAdd(kind)}
      title={summary}
      className="flex h-8 w-full cursor-grab items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="truncate font-medium text-sm">{title}</span>
      <span className="sr-only">{summary}</span>
    </button>
  );
}
