import { CloudOff, Radio } from "lucide-react";
import type { Connection } from "#components/run/use-run-feed.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

/** Whether what is shown is what is so. */
export function ConnectionBadge({ connection }: { connection: Connection }) {
  return (
    <span role="status" aria-label="Connection">
      {connection === "live" && (
        <Badge tone="success">
          <Radio aria-hidden /> live
        </Badge>
      )}
      {(connection === "connecting" || connection === "reconnecting") && (
        <Badge tone={connection === "connecting" ? "neutral" : "warning"}>
          <Spinner className="size-3" /> {connection}…
        </Badge>
      )}
      {connection === "offline" && (
        <Badge tone="warning">
          <CloudOff aria-hidden /> offline, catches up by itself
        </Badge>
      )}
    </span>
  );
}
