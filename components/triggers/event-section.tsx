"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Send } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Section } from "#components/settings/section.tsx";
import type { EventSettings } from "#components/triggers/trigger-draft.ts";
import { TryPanel } from "#components/triggers/try-panel.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, Td, Th } from "#components/ui/table.tsx";
import type { PublishedEventView, TriggerView } from "#core/views.ts";

const SHOWN = 20;
const REFRESH_MS = 5_000;

interface EventSectionProps {
  trigger: TriggerView;
  settings: EventSettings;
}

/** The events that came lately under the name that a trigger waits for, and a way to publish one. */
export function EventSection({ trigger, settings }: EventSectionProps) {
  const trpc = useTRPC();
  const mayManage = useMay("trigger.manage");
  const mayPublish = useMay("event.publish");
  const events = useQuery(
    trpc.events.list.queryOptions({ name: settings.event, limit: SHOWN }, { refetchInterval: REFRESH_MS }),
  );
  return (
    <>
      <Section
        title="Last events"
        description={
          <>
            What was published as <code>{settings.event}</code>.
          </>
        }
      >
        {events.error ? (
          <Notice tone="danger">{sentenceOf(events.error)}</Notice>
        ) : events.data?.rows.length === 0 ? (
          <p className="rounded-lg border border-dashed px-4 py-6 text-center text-muted">
            None yet. Programs publish events with <code>events.publish</code> and an API key.
          </p>
        ) : (
          <EventTable events={events.data?.rows ?? []} />
        )}
      </Section>
      {mayManage && <TryPanel draft={{ workflow: trigger.workflowName, settings }} />}
      {mayPublish && <PublishEvent name={settings.event} />}
    </>
  );
}

const EventTable = ({ events }: { events: readonly PublishedEventView[] }) => (
  <Table aria-label="Events">
    <thead>
      <tr>
        <Th>When</Th>
        <Th>By</Th>
        <Th>Started</Th>
      </tr>
    </thead>
    <tbody>
      {events.map(({ id, at, publishedBy, runIds, failed }) => (
        <tr key={id}>
          <Td className="whitespace-nowrap">
            <RelativeTime at={at} />
          </Td>
          <Td>{publishedBy}</Td>
          <Td>
            {runIds.length === 0 && failed.length === 0 && <span className="text-muted">nothing</span>}
            <span className="flex flex-wrap gap-x-2">
              {runIds.map((runId) => (
                <Link key={runId} href={`/runs/${runId}`} className="underline underline-offset-2">
                  run {runId}
                </Link>
              ))}
            </span>
            {failed.map(({ trigger, message }) => (
              <p key={trigger} className="text-danger-ink text-xs">
                {trigger}: {message}
              </p>
            ))}
          </Td>
        </tr>
      ))}
    </tbody>
  </Table>
);

function PublishEvent({ name }: { name: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [text, setText] = useState("{}");
  const [mistake, setMistake] = useState<string | null>(null);
  const publish = useMutation(
    trpc.events.publish.mutationOptions({
      onSettled: () => {
        void queryClient.invalidateQueries(trpc.events.pathFilter());
        void queryClient.invalidateQueries(trpc.triggers.pathFilter());
      },
    }),
  );

  function submit() {
    try {
      const payload: unknown = JSON.parse(text);
      setMistake(null);
      publish.mutate({ name, payload });
    } catch {
      setMistake("This is not JSON.");
    }
  }

  return (
    <Section title="Publish one" description="Starts a run for every trigger that waits for it.">
      <Field label="Payload" error={mistake}>
        {(control) => (
          <Textarea
            {...control}
            rows={4}
            spellCheck={false}
            value={text}
            className="font-mono !text-xs"
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      {publish.error && <Notice tone="danger">{sentenceOf(publish.error)}</Notice>}
      {publish.data && (
        <Notice>
          {publish.data.runIds.length === 0
            ? "Published; it started nothing."
            : `Published; it started ${publish.data.runIds.length === 1 ? "a run" : `${publish.data.runIds.length} runs`}.`}
        </Notice>
      )}
      <Button className="self-start" busy={publish.isPending} onClick={submit}>
        <Send aria-hidden />
        Publish {name}
      </Button>
    </Section>
  );
}
