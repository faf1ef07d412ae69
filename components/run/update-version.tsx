import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { UpdateAction } from "#components/run/update-draft.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { RunView } from "#core/views.ts";

interface UpdateVersionProps {
  run: Pick<RunView, "workflowName" | "version">;
  chosen: number;
  error: string | undefined;
  act: (action: UpdateAction) => void;
}

/** Which version the update run follows; left out where there is only one. */
export function UpdateVersion({ run, chosen, error, act }: UpdateVersionProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useQuery(trpc.workflows.versions.queryOptions({ name: run.workflowName }));
  const numbers = data?.rows.map(({ number }) => number) ?? [];
  if (numbers.length < 2) return null;
  const latest = Math.max(...numbers);

  async function follow(version: number) {
    try {
      const { definition } = await queryClient.fetchQuery(
        trpc.workflows.version.queryOptions(
          { name: run.workflowName, version },
          { staleTime: Number.POSITIVE_INFINITY },
        ),
      );
      act({ do: "follow", version, definition });
    } catch (refused) {
      toast.error(sentenceOf(refused));
    }
  }

  return (
    <Field
      label="Version"
      hint={chosen === run.version ? undefined : "Stages whose definition is another in this version may run, too."}
      error={error}
    >
      {(control) => (
        <Select {...control} value={chosen} onChange={({ target }) => void follow(Number(target.value))}>
          {[...new Set([...numbers, run.version])].map((number) => (
            <option key={number} value={number}>
              {number}
              {number === run.version ? " (as before)" : number === latest ? " (latest)" : ""}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
