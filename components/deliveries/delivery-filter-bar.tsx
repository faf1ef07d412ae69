"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type DeliveryFilters, filtersOf, isFiltered } from "#components/deliveries/delivery-filters.ts";
import { STATUS_WORDS } from "#components/deliveries/delivery-words.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextFilter } from "#components/ui/text-filter.tsx";
import { DELIVERY_STATUSES } from "#core/delivery/status.ts";

const OFFERED = 100;

interface DeliveryFilterBarProps {
  filters: DeliveryFilters;
  onChange: (filters: DeliveryFilters) => void;
}

export function DeliveryFilterBar({ filters, onChange }: DeliveryFilterBarProps) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.workflows.list.queryOptions({ limit: OFFERED }));
  const { workflow, status, host } = filters;
  const change = (part: Record<string, string>) => onChange(filtersOf(new URLSearchParams({ ...filters, ...part })));
  const offered = data?.rows ?? [];
  const isOffered = offered.some(({ name }) => name === workflow);

  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        aria-label="Status"
        className="max-w-40 max-sm:flex-1"
        value={status ?? ""}
        onChange={(event) => change({ status: event.target.value })}
      >
        <option value="">All statuses</option>
        {DELIVERY_STATUSES.map((one) => (
          <option key={one} value={one}>
            {STATUS_WORDS[one].label}
          </option>
        ))}
      </Select>
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
      <TextFilter
        key={host ?? ""}
        label="Host"
        value={host ?? ""}
        onChange={(next) => change({ host: next.toLowerCase() })}
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
