"use client";

import { useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { DeliveryStatusBadge } from "#components/deliveries/delivery-status.tsx";
import { attemptWords, causeOf, TRIGGER_WORDS } from "#components/deliveries/delivery-words.ts";
import { MessageView } from "#components/deliveries/message-view.tsx";
import { useReplay } from "#components/deliveries/use-replay.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Countdown } from "#components/ui/countdown.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Sheet, SheetContent } from "#components/ui/sheet.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { mayReplay } from "#core/delivery/status.ts";
import type { DeliveryView } from "#core/delivery/views.ts";

const REFRESH_MS = 2_000;

/** A delivery at the side of a list: its cause, its last request and what was answered. */
export function DeliverySheet({ id, onClose }: { id: number | null; onClose: () => void }) {
  return (
    <Sheet open={id !== null} onOpenChange={(open) => !open && onClose()}>
      <SheetContent title={id === null ? "Delivery" : `Delivery ${id}`}>
        {id !== null && <Detail id={id} />}
      </SheetContent>
    </Sheet>
  );
}

function Detail({ id }: { id: number }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.deliveries.get.queryOptions(
      { id },
      { refetchInterval: (query) => (query.state.data?.status === "pending" ? REFRESH_MS : false) },
    ),
  );
  if (data) return <Content delivery={data} />;
  if (error) return <ErrorState onRetry={() => refetch()}>{sentenceOf(error)}</ErrorState>;
  return <SkeletonRows count={4} label="Loading the delivery" />;
}

function Content({ delivery }: { delivery: DeliveryView }) {
  const { id, key, trigger, status, attempts, runId, stageId, workflowName, workflowTitle } = delivery;
  const { request, response, responseStatus, error, nextAt, createdAt, sentAt } = delivery;
  const maySend = useMay("delivery.replay");
  const replay = useReplay();
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <DeliveryStatusBadge delivery={delivery} />
        <span className="text-muted text-sm">{attemptWords(attempts)}</span>
        {nextAt !== null && attempts > 0 && (
          <span className="text-muted text-sm">
            next <Countdown to={nextAt} />
          </span>
        )}
        {maySend && mayReplay(status) && (
          <Button size="sm" className="ml-auto" busy={replay.isPending} onClick={() => replay.mutate({ ids: [id] })}>
            <RotateCw aria-hidden />
            Replay
          </Button>
        )}
      </div>
      {error && <Notice tone={status === "exhausted" ? "danger" : "warning"}>{error}</Notice>}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm [&_dd]:min-w-0 [&_dd]:break-words [&_dt]:text-muted">
        <Fact name="Cause">
          {TRIGGER_WORDS[trigger]} of {causeOf(delivery)}
        </Fact>
        <Fact name="Workflow">{workflowTitle || workflowName}</Fact>
        {runId !== null && (
          <Fact name="Run">
            <Link
              href={stageId === null ? `/runs/${runId}` : `/runs/${runId}?stage=${encodeURIComponent(stageId)}`}
              className="text-accent-ink underline"
            >
              run {runId}
            </Link>
          </Fact>
        )}
        <Fact name="Idempotency-Key">
          <span className="flex items-center gap-1">
            <code className="break-all text-xs">{key}</code>
            <CopyButton text={key} label="Copy the key" />
          </span>
        </Fact>
        <Fact name="Caused">
          <RelativeTime at={createdAt} />
        </Fact>
        {sentAt && (
          <Fact name="Last tried">
            <RelativeTime at={sentAt} />
          </Fact>
        )}
      </dl>
      {request ? (
        <MessageView
          title="Last request"
          head={`${request.method} ${request.url}`}
          headers={request.headers}
          body={request.body}
        />
      ) : (
        <p className="text-muted text-sm">No request was sent yet.</p>
      )}
      {responseStatus !== null && <MessageView title="Answer" head={`Status ${responseStatus}`} body={response} />}
    </div>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);
