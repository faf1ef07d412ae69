"use client";

import { useQuery } from "@tanstack/react-query";
import { useEditor } from "#components/editor/editor-context.ts";
import type { KindFieldProps } from "#components/editor/fields/kind-field.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";

const isAbsolute = (url: unknown): boolean => typeof url === "string" && /^[a-z]+:/i.test(url);

/** The address that suits the choice; an expression is left alone, only its author knows what it gives. */
function addressFor(service: string, url: unknown): Record<string, unknown> {
  if (service !== "" && isAbsolute(url)) return { url: "/" };
  if (service === "" && typeof url === "string" && !isAbsolute(url)) return { url: "https://" };
  return {};
}

/** The services of the workspace to choose from, for those who may know them. */
export function ServiceField({ label, hint, value, error, config, onChangeSeveral }: KindFieldProps) {
  const { mayEdit } = useEditor();
  const mayList = useMay("service.manage");
  const trpc = useTRPC();
  const { data: all, isSuccess } = useQuery(trpc.services.list.queryOptions(undefined, { enabled: mayList }));
  const services = all?.filter(({ kind }) => kind !== "mcp");
  const chosen = typeof value === "string" ? value : "";
  const isKnown = chosen === "" || services?.some(({ name }) => name === chosen);
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <Select
          {...control}
          value={chosen}
          disabled={!mayEdit}
          onChange={({ target: { value: service } }) =>
            onChangeSeveral({ service: service === "" ? undefined : service, ...addressFor(service, config.url) })
          }
        >
          <option value="">None: the address says it all</option>
          {!isKnown && <option value={chosen}>{isSuccess ? `${chosen} (there is none)` : chosen}</option>}
          {services?.map(({ name, baseUrl }) => (
            <option key={name} value={name}>
              {name}: {baseUrl}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
