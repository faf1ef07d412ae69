"use client";

import { X } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { type ItemFilters, isFiltered } from "#components/items/item-filters.ts";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { STATUS_LOOK } from "#components/ui/status-look.ts";
import { TASK_STATUSES, type TaskStatus } from "#core/statuses.ts";

const QUIET_MS = 250;

interface ItemFilterBarProps {
  filters: ItemFilters & { workflow: string };
  workflows: readonly { name: string; title: string }[];
  stages: readonly { id: string; title: string }[];
  onChange: (filters: ItemFilters) => void;
}

export function ItemFilterBar({ filters, workflows, stages, onChange }: ItemFilterBarProps) {
  const { workflow, status, stage, search } = filters;
  const isOffered = workflows.some(({ name }) => name === workflow);
  const changed = (change: Partial<Record<keyof ItemFilters, string | undefined>>) =>
    onChange({ ...filters, ...change } as ItemFilters);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label="Workflow"
        className="max-w-48 max-sm:flex-1"
        value={workflow}
        onChange={(event) => onChange({ workflow: event.target.value })}
      >
        {!isOffered && <option value={workflow}>{workflow}</option>}
        {workflows.map(({ name, title }) => (
          <option key={name} value={name}>
            {title || name}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Status"
        className="max-w-40 max-sm:flex-1"
        value={status ?? ""}
        onChange={(event) => changed({ status: (event.target.value || undefined) as TaskStatus | undefined })}
      >
        <option value="">Any status</option>
        {TASK_STATUSES.map((one) => (
          <option key={one} value={one}>
            {STATUS_LOOK[one].label}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Stage"
        className="max-w-48 max-sm:flex-1"
        value={stage ?? ""}
        disabled={!status}
        onChange={(event) => changed({ stage: event.target.value || undefined })}
      >
        <option value="">at any stage</option>
        {stages.map(({ id, title }) => (
          <option key={id} value={id}>
            at {title}
          </option>
        ))}
      </Select>
      <SearchField key={workflow} search={search ?? ""} onChange={(text) => changed({ search: text || undefined })} />
      {isFiltered(filters) && (
        <Button look="ghost" onClick={() => onChange({ workflow })}>
          <X aria-hidden />
          Clear
        </Button>
      )}
    </div>
  );
}

/** Follows what is typed a moment later, and what the address says at once. */
function SearchField({ search, onChange }: { search: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const apply = useEffectEvent((text: string) => {
    setTyped(null);
    if (text !== search) onChange(text);
  });
  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => apply(typed.trim()), QUIET_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <Input
      type="search"
      aria-label="Search items"
      placeholder="Item id begins with…"
      className="max-w-56 max-sm:max-w-none"
      value={typed ?? search}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
