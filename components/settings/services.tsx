"use client";

import { useQuery } from "@tanstack/react-query";
import { Plug } from "lucide-react";
import { useState } from "react";
import { Section } from "#components/settings/section.tsx";
import { ServiceDialog } from "#components/settings/service-dialog.tsx";
import { ServiceRow } from "#components/settings/service-row.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

/** What stages and code may call by a name, with the credential that goes along. */
export function Services() {
  const trpc = useTRPC();
  const services = useQuery(trpc.services.list.queryOptions());
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title="Services"
      description="What HTTP stages and code call by name. The address and the credential stand here, not in workflows."
      action={
        <Button look="primary" onClick={() => setAdding(true)}>
          <Plug aria-hidden />
          Add service
        </Button>
      }
    >
      {services.isPending ? (
        <SkeletonRows count={2} label="Loading services" />
      ) : services.error ? (
        <ErrorState onRetry={() => services.refetch()}>{sentenceOf(services.error)}</ErrorState>
      ) : services.data.length === 0 ? (
        <p className="rounded-lg border border-dashed px-4 py-6 text-center text-muted">
          No services yet. Add one with its address, then choose it in an HTTP stage or call it from code.
        </p>
      ) : (
        <ul aria-label="Services" className="rounded-lg border bg-surface">
          {services.data.map((service) => (
            <ServiceRow key={service.name} service={service} />
          ))}
        </ul>
      )}
      {adding && <ServiceDialog onClose={() => setAdding(false)} />}
    </Section>
  );
}
