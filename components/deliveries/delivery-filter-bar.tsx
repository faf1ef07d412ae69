"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { type DeliveryFilters, filtersOf, isFiltered } from "#components/deliveries/delivery-filters.ts";
import { STATUS_WORDS } from "#components/deliveries/delivery-words.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
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
      <HostFilter key={host ?? ""} host={host ?? ""} onChange={(next) => change({ host: next })} />
      {isFiltered(filters) && (
        <Button look="ghost" onClick={() => onChange({})}>
          <X aria-hidden />
          Clear
        </Button>
      )}
    </div>
  );
}

function HostFilter({ host, onChange }: { host: string; onChange: (host: string) => void }) {
  const [text, setText] = useState(host);
  const apply = (event?: FormEvent) => {
    event?.preventDefault();
    if (text.trim() !== host) onChange(text.trim().toLowerCase());
  };
  return (
    <form onSubmit={apply} className="w-full max-w-56 max-sm:max-w-none">
      <Input
        type="search"
        aria-label="Host"
        placeholder="Host"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => apply()}
      />
    </form>
  );
}
