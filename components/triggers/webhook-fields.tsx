"use client";

import { SourceField } from "#components/triggers/source-field.tsx";
import { type ErrorAt, type WebhookSettings, withExpression } from "#components/triggers/trigger-draft.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Select } from "#components/ui/select.tsx";
import type { WebhookAuth } from "#core/trigger.ts";

interface WebhookFieldsProps {
  settings: WebhookSettings;
  /** How it was called until now; null for a new one. */
  storedAuth: WebhookAuth["type"] | null;
  onChange: (settings: WebhookSettings) => void;
  errorAt: ErrorAt;
}

const HMAC: WebhookAuth = { type: "hmac", header: "X-Hub-Signature-256", toleranceSeconds: 300 };

/** How a webhook is called, and what it makes of a call. */
export function WebhookFields({ settings, storedAuth, onChange, errorAt }: WebhookFieldsProps) {
  const { auth, mapping = "", idempotencyHeader } = settings;
  return (
    <div className="flex flex-col gap-4">
      <Field
        label="The caller shows"
        hint={
          auth.type === "bearer"
            ? "Sent as Authorization: Bearer …, or at the end of the address by senders that cannot set a header."
            : "The sender signs the body with the secret, as GitHub and many others do."
        }
      >
        {(control) => (
          <Select
            {...control}
            value={auth.type}
            onChange={({ target }) =>
              onChange({ ...settings, auth: target.value === "hmac" ? HMAC : { type: "bearer" } })
            }
          >
            <option value="bearer">The secret</option>
            <option value="hmac">A signature of the body (HMAC-SHA256)</option>
          </Select>
        )}
      </Field>
      {storedAuth !== null && storedAuth !== auth.type && (
        <Notice tone="warning">Saving makes a new secret, and the one before is refused from then on.</Notice>
      )}
      {auth.type === "hmac" && (
        <SignatureFields auth={auth} onChange={(next) => onChange({ ...settings, auth: next })} errorAt={errorAt} />
      )}
      <SourceField
        label="Input of the run"
        hint={
          <>
            JSONata over <code>body</code> and <code>headers</code> (names in lower case). Left out, the body is the
            input.
          </>
        }
        value={mapping}
        onChange={(source) => onChange(withExpression(settings, "mapping", source))}
        error={errorAt("settings.mapping")}
      />
      <Field
        label="Idempotency header"
        hint="Calls with the same value in it start one run, e.g. X-GitHub-Delivery."
        error={errorAt("settings.idempotencyHeader")}
        required
        className="max-w-xs"
      >
        {(control) => (
          <Input
            {...control}
            value={idempotencyHeader}
            maxLength={100}
            spellCheck={false}
            onChange={({ target }) => onChange({ ...settings, idempotencyHeader: target.value })}
          />
        )}
      </Field>
    </div>
  );
}

type HmacAuth = Extract<WebhookAuth, { type: "hmac" }>;

interface SignatureFieldsProps {
  auth: HmacAuth;
  onChange: (auth: HmacAuth) => void;
  errorAt: ErrorAt;
}

function SignatureFields({ auth, onChange, errorAt }: SignatureFieldsProps) {
  const { timestampHeader, ...untimed } = auth;
  const isTimed = timestampHeader !== undefined;
  return (
    <div className="flex flex-col gap-4 border-l-2 pl-4">
      <Field
        label="Header of the signature"
        hint="In hex, with or without sha256= before it."
        error={errorAt("settings.auth.header")}
        required
        className="max-w-xs"
      >
        {(control) => (
          <Input
            {...control}
            value={auth.header}
            maxLength={100}
            spellCheck={false}
            onChange={({ target }) => onChange({ ...auth, header: target.value })}
          />
        )}
      </Field>
      <label htmlFor="is-timed" className="flex items-center gap-2 text-sm">
        <Checkbox
          id="is-timed"
          checked={isTimed}
          onCheckedChange={(checked) =>
            onChange(checked === true ? { ...auth, timestampHeader: "X-Timestamp" } : untimed)
          }
        />
        The time of sending is signed, too, and an old call is refused
      </label>
      {isTimed && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Header of the time"
            hint="Unix seconds; what is signed is <time>.<body>."
            error={errorAt("settings.auth.timestampHeader")}
            required
          >
            {(control) => (
              <Input
                {...control}
                value={timestampHeader}
                maxLength={100}
                spellCheck={false}
                onChange={({ target }) => onChange({ ...auth, timestampHeader: target.value })}
              />
            )}
          </Field>
          <Field label="Seconds it may be old" error={errorAt("settings.auth.toleranceSeconds")} required>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={1}
                max={86_400}
                value={auth.toleranceSeconds || ""}
                onChange={({ target }) => onChange({ ...auth, toleranceSeconds: Number(target.value) })}
              />
            )}
          </Field>
        </div>
      )}
    </div>
  );
}
