"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { argumentsOf } from "#components/settings/arguments-of.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogContent } from "#components/ui/dialog.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Input } from "#components/ui/input.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { ServiceMethod } from "#core/service-method.ts";

const SHOWN_AT_FIRST = 100;

/** What code can call of a service, with its arguments. */
export function ServiceMethods({ name, onClose }: { name: string; onClose: () => void }) {
  const trpc = useTRPC();
  const list = useQuery(trpc.services.methods.queryOptions({ name }));
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={`Methods of ${name}`}
        description={`From code: callHost("${name}", "method", { … })`}
        size="lg"
      >
        {list.isPending ? (
          <SkeletonRows count={3} label="Loading methods" />
        ) : list.error ? (
          <ErrorState onRetry={() => list.refetch()}>{sentenceOf(list.error)}</ErrorState>
        ) : (
          <div className="flex flex-col gap-3 pb-2">
            {list.data.kind === "mcp" && <Refresh name={name} describedAt={list.data.describedAt} />}
            <MethodList methods={list.data.methods} />
          </div>
        )}
      </DialogContent>
    </Dialog>
  );
}

function Refresh({ name, describedAt }: { name: string; describedAt: string | null }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = useMutation(
    trpc.services.refresh.mutationOptions({
      onSuccess: ({ methods }) => toast(`${name} has ${methods} tools`),
      onError: (error) => toast.error(sentenceOf(error)),
      onSettled: () => {
        void queryClient.invalidateQueries(trpc.services.pathFilter());
        void queryClient.invalidateQueries(trpc.secrets.pathFilter());
      },
    }),
  );
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="min-w-0 flex-1 text-muted text-sm">
        {describedAt ? (
          <>
            The server was asked for them <RelativeTime at={describedAt} />.
          </>
        ) : (
          "The server was not asked for them yet."
        )}
      </p>
      <Button size="sm" busy={refresh.isPending} onClick={() => refresh.mutate({ name })}>
        <RefreshCw aria-hidden />
        Ask again
      </Button>
    </div>
  );
}

function MethodList({ methods }: { methods: readonly ServiceMethod[] }) {
  const [text, setText] = useState("");
  const [shown, setShown] = useState(SHOWN_AT_FIRST);
  const wanted = text.trim().toLowerCase();
  const found = methods.filter(({ name, summary }) => `${name} ${summary}`.toLowerCase().includes(wanted));
  return (
    <>
      {methods.length > 10 && (
        <Input
          type="search"
          aria-label="Find a method"
          placeholder="Find a method"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      )}
      {found.length === 0 ? (
        <p className="py-6 text-center text-muted">{wanted ? "No method is called so." : "It has no methods."}</p>
      ) : (
        <ul aria-label="Methods" className="rounded-lg border">
          {found.slice(0, shown).map((method) => (
            <Method key={method.name} method={method} />
          ))}
        </ul>
      )}
      {found.length > shown && (
        <Button look="ghost" onClick={() => setShown(shown + SHOWN_AT_FIRST)}>
          Show more
        </Button>
      )}
    </>
  );
}

function Method({ method: { name, summary, args } }: { method: ServiceMethod }) {
  const taken = argumentsOf(args);
  return (
    <li className="border-b px-3 py-2 last:border-b-0">
      <p className="break-all font-medium font-mono text-sm">{name}</p>
      {summary && <p className="break-words text-muted text-sm">{summary}</p>}
      {taken.length > 0 && (
        <dl className="mt-1 grid grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-4 gap-y-0.5 text-xs">
          {taken.map((argument) => (
            <div key={argument.name} className="contents">
              <dt className="break-all font-mono">{argument.name}</dt>
              <dd className="min-w-0 break-words text-muted">
                {argument.type}
                {argument.isRequired && ", required"}
                {argument.description && `: ${argument.description}`}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
