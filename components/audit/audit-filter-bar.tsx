import { X } from "lucide-react";
import { type AuditFilters, filtersOf, isFiltered } from "#components/audit/audit-filters.ts";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { TextFilter } from "#components/ui/text-filter.tsx";

const TEXTS = [
  ["who", "Who"],
  ["action", "Action"],
  ["targetKind", "Kind of target"],
  ["targetId", "Target"],
] as const;
const DAYS = [
  ["from", "From day"],
  ["until", "Before day"],
] as const;

interface AuditFilterBarProps {
  filters: AuditFilters;
  onChange: (filters: AuditFilters) => void;
}

export function AuditFilterBar({ filters, onChange }: AuditFilterBarProps) {
  const change = (part: Record<string, string>) => onChange(filtersOf(new URLSearchParams({ ...filters, ...part })));
  return (
    <div className="grid grid-cols-2 items-center gap-2 sm:flex sm:flex-wrap">
      {TEXTS.map(([name, label]) => (
        <TextFilter
          key={`${name} ${filters[name] ?? ""}`}
          label={label}
          value={filters[name] ?? ""}
          onChange={(text) => change({ [name]: text })}
        />
      ))}
      {DAYS.map(([name, label]) => (
        <Input
          key={name}
          type="date"
          aria-label={label}
          title={label}
          className="max-w-40 max-sm:max-w-none"
          value={filters[name]?.slice(0, 10) ?? ""}
          onChange={(event) => change({ [name]: event.target.value && `${event.target.value}T00:00:00Z` })}
        />
      ))}
      {isFiltered(filters) && (
        <Button look="ghost" onClick={() => onChange({})}>
          <X aria-hidden />
          Clear
        </Button>
      )}
    </div>
  );
}
