"use client";

import { useQuery } from "@tanstack/react-query";
import { LockKeyhole } from "lucide-react";
import { useState } from "react";
import { SecretDialog } from "#components/settings/secret-dialog.tsx";
import { SecretRow } from "#components/settings/secret-row.tsx";
import { Section } from "#components/settings/section.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

/** What services send along to be let in. Values go in and never come out. */
export function Secrets() {
  const trpc = useTRPC();
  const secrets = useQuery(trpc.secrets.list.queryOptions());
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title="Secrets"
      description="Keys and passwords of services. They are stored encrypted, and shown to nobody once they are set."
      action={
        <Button look="primary" onClick={() => setAdding(true)}>
          <LockKeyhole aria-hidden />
          Add secret
        </Button>
      }
    >
      {secrets.isPending ? (
        <SkeletonRows count={2} label="Loading secrets" />
      ) : secrets.error ? (
        <ErrorState onRetry={() => secrets.refetch()}>{sentenceOf(secrets.error)}</ErrorState>
      ) : secrets.data.length === 0 ? (
        <p className="rounded-lg border border-dashed px-4 py-6 text-center text-muted">
          No secrets yet. Add one, then name it in a service, which sends it along.
        </p>
      ) : (
        <ul aria-label="Secrets" className="rounded-lg border bg-surface">
          {secrets.data.map((secret) => (
            <SecretRow key={secret.name} secret={secret} />
          ))}
        </ul>
      )}
      {adding && <SecretDialog onClose={() => setAdding(false)} />}
    </Section>
  );
}
