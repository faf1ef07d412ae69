"use client";

import { useQuery } from "@tanstack/react-query";
import { AUTH_TITLES, type AuthType } from "#components/settings/service-draft.ts";
import { type ServiceForm, ServiceTextField } from "#components/settings/service-text-field.tsx";
import { useTRPC } from "#components/trpc/client.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";

const SECRET_LABELS: Readonly<Record<AuthType, string>> = {
  none: "",
  bearer: "Token",
  basic: "Password",
  header: "Its value",
  oauth2: "Client secret",
};

/** How the service knows who calls: the kind of credential, and its fields. */
export function ServiceAuthFields(form: ServiceForm) {
  const { draft, onChange } = form;
  return (
    <>
      <Field label="Credential">
        {(control) => (
          <Select
            {...control}
            value={draft.type}
            onChange={({ target }) => onChange({ type: target.value as AuthType })}
          >
            {Object.entries(AUTH_TITLES).map(([type, title]) => (
              <option key={type} value={type}>
                {title}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {draft.type === "basic" && <ServiceTextField {...form} field="username" label="User name" required />}
      {draft.type === "header" && (
        <ServiceTextField {...form} field="header" label="Header" placeholder="X-Api-Key" required />
      )}
      {draft.type === "oauth2" && (
        <>
          <ServiceTextField
            {...form}
            field="tokenUrl"
            label="Token address"
            hint="Where the client secret is exchanged for a token."
            placeholder="https://login.example.org/oauth/token"
            required
          />
          <ServiceTextField {...form} field="clientId" label="Client ID" required />
          <ServiceTextField
            {...form}
            field="scope"
            label="Scope"
            hint="With spaces between, if the service wants it."
          />
        </>
      )}
      {draft.type !== "none" && <SecretField {...form} />}
    </>
  );
}

function SecretField({ draft, errors, onChange }: ServiceForm) {
  const trpc = useTRPC();
  const { data: secrets = [], isSuccess } = useQuery(trpc.secrets.list.queryOptions());
  const hint =
    isSuccess && secrets.length === 0
      ? "There are no secrets yet: add one below Secrets first."
      : "The secret that is sent along.";
  return (
    <Field label={SECRET_LABELS[draft.type]} hint={hint} error={errors.secret} required>
      {(control) => (
        <Select {...control} value={draft.secret} onChange={({ target }) => onChange({ secret: target.value })}>
          <option value="">Choose a secret</option>
          {secrets.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
