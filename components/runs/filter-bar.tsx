"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { filtersOf, isFiltered, type RunFilters } from "#components/runs/run-filters.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Select } from "#components/ui/select.tsx";
import { STATUS_LOOK } from "#components/ui/status-look.ts";
import { TextFilter } from "#components/ui/text-filter.tsx";
import { RUN_STATUSES } from "#core/statuses.ts";

const OFFERED = 100;

interface FilterBarProps {
  filters: RunFilters;
  onChange: (filters: RunFilters) => void;
}

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.workflows.list.queryOptions({ limit: OFFERED }));
  const { workflow, status, item } = filters;
  const change = (part: Record<string, string>) => onChange(filtersOf(new URLSearchParams({ ...filters, ...part })));
  const offered = data?.rows ?? [];
  const isOffered = offered.some(({ name }) => name === workflow);

  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label="Workflow"
        className="max-w-48 max-sm:flex-1"
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
        aria-label="Status"
        className="max-w-40 max-sm:flex-1"
        value={status ?? ""}
        onChange={(event) => change({ status: event.target.value })}
      >
        <option value="">All statuses</option>
        {RUN_STATUSES.map((one) => (
          <option key={one} value={one}>
            {STATUS_LOOK[one].label}
          </option>
        ))}
      </Select>
      <TextFilter key={item ?? ""} label="Item" value={item ?? ""} onChange={(next) => change({ item: next })} />
      {isFiltered(filters) && (
        <Button look="ghost" onClick={() => onChange({})}>
          <X aria-hidden />
          Clear
        </Button>
      )}
    </div>
  );
}
