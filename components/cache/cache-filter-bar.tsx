"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { AGES, type CacheFilters, filtersOf, isFiltered, SIZES } from "#components/cache/cache-filters.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextFilter } from "#components/ui/text-filter.tsx";

const OFFERED = 100;

interface CacheFilterBarProps {
  filters: CacheFilters;
  onChange: (filters: CacheFilters) => void;
}

export function CacheFilterBar({ filters, onChange }: CacheFilterBarProps) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.workflows.list.queryOptions({ limit: OFFERED }));
  const { workflow, stage, age, size, hash } = filters;
  const change = (part: Record<string, string>) => onChange(filtersOf(new URLSearchParams({ ...filters, ...part })));
  const offered = data?.rows ?? [];
  const isOffered = offered.some(({ name }) => name === workflow);

  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label="Workflow"
        className="max-w-48 max-sm:max-w-none"
        value={workflow ?? ""}
        onChange={(event) => change({ workflow: event.target.value })}
      >
        <option value="">All workflows</option>
        {workflow && !isOffered && <option value={workflow}>{workflow}</option>}
        {offered.map(({ name, title }) => (
          <option key={name} value={name}>
            {title || name}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Age"
        className="max-w-44 max-sm:max-w-none max-sm:flex-1"
        value={age ?? ""}
        onChange={(event) => change({ age: event.target.value })}
      >
        <option value="">Any age</option>
        {Object.entries(AGES).map(([value, { words }]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Size"
        className="max-w-40 max-sm:max-w-none max-sm:flex-1"
        value={size ?? ""}
        onChange={(event) => change({ size: event.target.value })}
      >
        <option value="">Any size</option>
        {Object.entries(SIZES).map(([value, { words }]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </Select>
      <TextFilter
        key={`stage ${stage ?? ""}`}
        label="Stage"
        value={stage ?? ""}
        onChange={(next) => change({ stage: next })}
      />
      <TextFilter
        key={`hash ${hash ?? ""}`}
        label="Input hash begins with"
        value={hash ?? ""}
        onChange={(next) => change({ hash: next })}
      />
      {isFiltered(filters) && (
        <Button look="ghost" onClick={() => onChange({})}>
          <X aria-hidden />
          Clear
        </Button>
      )}
    </div>
  );
}
