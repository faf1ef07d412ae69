"use client";

import { useState } from "react";
import { useEditor } from "#components/editor/editor-context.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Input } from "#components/ui/input.tsx";
import type { Stage } from "#core/definition.ts";

const SEARCH_FROM = 8;
const SHOWN = 100;

interface StageChecklistProps {
  legend: string;
  searchLabel: string;
  stages: readonly Stage[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  /** Why a stage cannot be chosen, in a few words; null when it can. */
  refusal?: (stageId: string) => string | null;
}

/** Stages to choose from by keyboard; those that are chosen come first. */
export function StageChecklist({ legend, searchLabel, stages, chosen, onChange, refusal }: StageChecklistProps) {
  const { mayEdit } = useEditor();
  const [search, setSearch] = useState("");
  const wanted = search.toLowerCase();
  const found = stages
    .filter(({ id, title }) => `${id} ${title ?? ""}`.toLowerCase().includes(wanted))
    .sort((a, b) => Number(chosen.includes(b.id)) - Number(chosen.includes(a.id)))
    .slice(0, SHOWN);
  return (
    <fieldset className="flex min-w-0 flex-col gap-1">
      <legend className="mb-1 font-medium text-ink text-sm">{legend}</legend>
      {stages.length >= SEARCH_FROM && (
        <Input
          type="search"
          aria-label={searchLabel}
          placeholder="Search stages"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      <div className="flex max-h-48 flex-col overflow-y-auto">
        {found.map(({ id, title }) => {
          const why = refusal?.(id) ?? null;
          return (
            // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox within is a button that the label names
            <label key={id} className="flex min-h-7 items-center gap-2 text-sm">
              <Checkbox
                checked={chosen.includes(id)}
                disabled={!mayEdit || why !== null}
                onCheckedChange={(checked) =>
                  onChange(checked === true ? [...chosen, id] : chosen.filter((other) => other !== id))
                }
              />
              <span className="truncate">{title || id}</span>
              {why && <span className="ml-auto shrink-0 text-muted text-xs">{why}</span>}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
