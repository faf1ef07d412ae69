"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { EventFields } from "#components/triggers/event-fields.tsx";
import { ScheduleInput } from "#components/triggers/schedule-input.tsx";
import { SecretDialog } from "#components/triggers/secret-dialog.tsx";
import { TimingFields } from "#components/triggers/timing-fields.tsx";
import { errorAtOf, type TriggerDraft } from "#components/triggers/trigger-draft.ts";
import { CATCH_UP_HINTS, CATCH_UP_TITLES } from "#components/triggers/trigger-words.ts";
import { TryPanel } from "#components/triggers/try-panel.tsx";
import { WebhookFields } from "#components/triggers/webhook-fields.tsx";
import { WorkflowSelect } from "#components/triggers/workflow-select.tsx";
import { fieldOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Select } from "#components/ui/select.tsx";
import { toast } from "#components/ui/toast.tsx";
import { CATCH_UPS, type CatchUp } from "#core/schedule.ts";

interface TriggerFormProps {
  /** Null for a new one. */
  id: string | null;
  initial: TriggerDraft;
}

/** Where a field of the form stands for a field of the trigger; a refusal of any other is told above the form. */
const SHOWN_AT_FIELDS = /^(name|workflow|settings\.(timing|auth|mapping|filter|event|idempotencyHeader|input))/;

/** Makes a trigger, or changes one. */
export function TriggerForm({ id, initial }: TriggerFormProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const formId = useId();
  const [draft, setDraft] = useState(initial);
  const { name, workflow, settings } = draft;

  function done(saved: { id: string; secret: string | null }) {
    void queryClient.invalidateQueries(trpc.triggers.pathFilter());
    if (saved.secret === null) leave(saved.id);
  }
  function leave(savedId: string) {
    toast(id === null ? `${name.trim()} is on` : `${name.trim()} is saved`);
    router.push(`/triggers/${savedId}`);
  }
  const create = useMutation(trpc.triggers.create.mutationOptions({ onSuccess: done }));
  const update = useMutation(trpc.triggers.update.mutationOptions({ onSuccess: done }));
  const { error, data: saved, isPending, isSuccess } = id === null ? create : update;
  const errorAt = errorAtOf(error);
  const isElsewhere = error !== null && !SHOWN_AT_FIELDS.test(fieldOf(error) ?? "");

  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (id === null) create.mutate(draft);
    else update.mutate({ id, ...draft });
  }

  return (
    <div className="flex w-full max-w-3xl flex-col gap-6 p-4 md:p-6">
      {isElsewhere && <Notice tone="danger">{sentenceOf(error)}</Notice>}
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-6">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Name" hint="Runs say that they were started by it." error={errorAt("name")} required>
            {(control) => (
              <Input
                {...control}
                value={name}
                maxLength={100}
                placeholder="Nightly import"
                onChange={({ target }) => setDraft({ ...draft, name: target.value })}
              />
            )}
          </Field>
          <WorkflowSelect
            value={workflow}
            onChange={(next) => setDraft({ ...draft, workflow: next })}
            error={errorAt("workflow")}
          />
        </div>
        {settings.kind === "schedule" && (
          <>
            <TimingFields
              timing={settings.timing}
              onChange={(timing) => setDraft({ ...draft, settings: { ...settings, timing } })}
              errorAt={errorAt}
            />
            <Field label="Times that were missed" hint={CATCH_UP_HINTS[settings.catchUp]} className="max-w-md">
              {(control) => (
                <Select
                  {...control}
                  value={settings.catchUp}
                  onChange={({ target }) =>
                    setDraft({ ...draft, settings: { ...settings, catchUp: target.value as CatchUp } })
                  }
                >
                  {CATCH_UPS.map((catchUp) => (
                    <option key={catchUp} value={catchUp}>
                      {CATCH_UP_TITLES[catchUp]}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </>
        )}
        {settings.kind === "webhook" && (
          <WebhookFields
            settings={settings}
            storedAuth={id !== null && initial.settings.kind === "webhook" ? initial.settings.auth.type : null}
            onChange={(next) => setDraft({ ...draft, settings: next })}
            errorAt={errorAt}
          />
        )}
        {settings.kind === "event" && (
          <EventFields
            settings={settings}
            onChange={(next) => setDraft({ ...draft, settings: next })}
            errorAt={errorAt}
          />
        )}
      </form>
      {settings.kind === "schedule" ? (
        <section aria-label="Input of each run" className="flex flex-col gap-2">
          <h2 className="font-semibold">Input of each run</h2>
          <ScheduleInput
            key={workflow}
            workflow={workflow}
            value={settings.input}
            onChange={(input) => setDraft({ ...draft, settings: { ...settings, input } })}
            onSubmit={submit}
            error={error}
          />
        </section>
      ) : (
        <TryPanel draft={draft} />
      )}
      <div className="flex gap-2">
        <Button type="submit" form={formId} look="primary" size="lg" busy={isPending || isSuccess}>
          {id === null ? "Create trigger" : "Save"}
        </Button>
        <Button size="lg" onClick={() => router.back()}>
          Cancel
        </Button>
      </div>
      {saved?.secret && settings.kind === "webhook" && (
        <SecretDialog
          url={`${window.location.origin}/api/v1/hooks/${saved.id}`}
          secret={saved.secret}
          auth={settings.auth}
          onClose={() => leave(saved.id)}
        />
      )}
    </div>
  );
}
