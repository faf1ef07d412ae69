"use client";

import { useMemo, useState } from "react";
import { useEditor } from "#components/editor/editor-context.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Input } from "#components/ui/input.tsx";
import type { Stage } from "#core/definition.ts";
import { downstreamOf } from "#core/graph.ts";

const SEARCH_FROM = 8;
const SHOWN = 100;

/** Connects by keyboard: the stages that this one runs after. Those that wait for it cannot be chosen. */
export function RunsAfter({ stage }: { stage: Stage }) {
  const { definition, act, mayEdit } = useEditor();
  const [search, setSearch] = useState("");
  const before = useMemo(
    () => definition.dependencies.filter(({ to }) => to === stage.id).map(({ from }) => from),
    [definition.dependencies, stage.id],
  );
  const waiting = useMemo(() => downstreamOf([stage.id], definition.dependencies), [stage.id, definition.dependencies]);
  const others = definition.stages.filter(({ id }) => id !== stage.id);
  const wanted = search.toLowerCase();
  const found = others
    .filter(({ id, title }) => `${id} ${title ?? ""}`.toLowerCase().includes(wanted))
    .sort((a, b) => Number(before.includes(b.id)) - Number(before.includes(a.id)))
    .slice(0, SHOWN);
  if (others.length === 0) return <p className="text-muted text-sm">There is no other stage yet.</p>;
  return (
    <fieldset className="flex min-w-0 flex-col gap-1">
      <legend className="mb-1 font-medium text-ink text-sm">Runs after</legend>
      {others.length >= SEARCH_FROM && (
        <Input
          type="search"
          aria-label="Search stages to run after"
          placeholder="Search stages"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      <div className="flex max-h-48 flex-col overflow-y-auto">
        {found.map(({ id, title }) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox within is a button that the label names
          <label key={id} className="flex min-h-7 items-center gap-2 text-sm">
            <Checkbox
              checked={before.includes(id)}
              disabled={!mayEdit || waiting.has(id)}
              onCheckedChange={(checked) =>
                act({
                  type: "run_after",
                  stageId: stage.id,
                  after: checked === true ? [...before, id] : before.filter((other) => other !== id),
                })
              }
            />
            <span className="truncate">{title || id}</span>
            {waiting.has(id) && <span className="ml-auto shrink-0 text-muted text-xs">waits for this one</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
