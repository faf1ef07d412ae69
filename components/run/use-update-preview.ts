import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { type UpdateDraft, updateRequest } from "#components/run/update-draft.ts";
import { useThrottled } from "#components/run/use-throttled.ts";
import { useTRPC } from "#components/trpc/client.tsx";

const PREVIEW_EVERY_MS = 250;

/** What an update run would do, as the draft of it changes. The last answer stays while another is on its way or was refused. */
export function useUpdatePreview(runId: number, draft: UpdateDraft) {
  const trpc = useTRPC();
  const { type, picked, version, input } = draft;
  const request = useMemo(
    () => updateRequest(runId, { type, picked, version, input, note: "", isForced: false }),
    [runId, type, picked, version, input],
  );
  const asked = useThrottled(request, PREVIEW_EVERY_MS);
  const { data, error } = useQuery(trpc.runs.previewUpdate.queryOptions(asked));
  const [last, setLast] = useState(data);
  if (data && data !== last) setLast(data);
  return { preview: data ?? last ?? null, error, isBehind: asked !== request || !data };
}
