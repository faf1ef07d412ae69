import { Server } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, Td, Th } from "#components/ui/table.tsx";
import type { WorkerView } from "#core/operations-views.ts";

const ID_SHOWN = 8;

/** The workers that were seen within a day, and what each holds. */
export function WorkerTable({ workers }: { workers: WorkerView[] }) {
  if (workers.length === 0)
    return (
      <EmptyState icon={Server} title="No worker was seen today">
        Tasks wait until one runs: <code>npm run worker</code>, or <code>npm start</code> for all of Heddle.
      </EmptyState>
    );
  return (
    <Table aria-label="Workers by host">
      <thead>
        <tr>
          <Th>Host</Th>
          <Th>Worker</Th>
          <Th>Tags</Th>
          <Th>State</Th>
          <Th>Leases</Th>
          <Th>Started</Th>
          <Th>Seen</Th>
        </tr>
      </thead>
      <tbody>
        {workers.map(({ id, host, tags, slots, leases, startedAt, seenAt, isAlive }) => (
          <tr key={id}>
            <Td>{host}</Td>
            <Td>
              <code title={id}>{id.slice(0, ID_SHOWN)}</code>
            </Td>
            <Td>
              <span className="flex flex-wrap gap-1">
                {tags.map((tag) => (
                  <code key={tag}>{tag}</code>
                ))}
              </span>
            </Td>
            <Td>{isAlive ? <Badge tone="success">Alive</Badge> : <Badge tone="danger">Lost</Badge>}</Td>
            <Td>
              <span className="flex w-32 items-center gap-2">
                <ProgressBar
                  done={Math.min(leases, slots)}
                  total={slots}
                  label={`Leases of ${id.slice(0, ID_SHOWN)}`}
                />
                <span className="shrink-0 text-xs tabular-nums">
                  {leases} of {slots}
                </span>
              </span>
            </Td>
            <Td className="whitespace-nowrap text-muted">
              <RelativeTime at={startedAt} />
            </Td>
            <Td className="whitespace-nowrap text-muted">
              <RelativeTime at={seenAt} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
