import { useMutation } from "@tanstack/react-query";
import { Download, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { type AuditFilters, exportAddressOf } from "#components/audit/audit-filters.ts";
import { CheckDialog } from "#components/audit/check-dialog.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPCClient } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { AuditCheck } from "#core/audit-views.ts";

/** Checks the whole chain, and saves what is shown as a file. */
export function AuditActions({ filters }: { filters: AuditFilters }) {
  const api = useTRPCClient();
  const [checked, setChecked] = useState<AuditCheck | null>(null);
  const check = useMutation({
    mutationFn: () => api.audit.verify.query(),
    onSuccess: setChecked,
    onError: (error) => toast.error(sentenceOf(error)),
  });
  return (
    <>
      <Button busy={check.isPending} onClick={() => check.mutate()}>
        <ShieldCheck aria-hidden />
        Check
      </Button>
      {(["csv", "jsonl"] as const).map((format) => (
        <Button key={format} asChild>
          <a href={exportAddressOf(filters, format)} download>
            <Download aria-hidden />
            {format === "csv" ? "CSV" : "JSON lines"}
          </a>
        </Button>
      ))}
      {checked && <CheckDialog checked={checked} onClose={() => setChecked(null)} />}
    </>
  );
}
