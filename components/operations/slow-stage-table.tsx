import Link from "next/link";
import { Table, Td, Th } from "#components/ui/table.tsx";
import { durationWords } from "#components/ui/time-words.ts";
import type { StageLength } from "#core/operations-views.ts";

/** How long stages took in the last day, the slowest first. */
export function SlowStageTable({ stages }: { stages: StageLength[] }) {
  if (stages.length === 0)
    return (
      <p className="rounded-lg border bg-surface px-4 py-3 text-muted text-sm">No stage has ended in the last day.</p>
    );
  return (
    <Table aria-label="Stages by length">
      <thead>
        <tr>
          <Th>Stage</Th>
          <Th>Workflow</Th>
          <Th>Kind</Th>
          <Th className="text-right">Tasks</Th>
          <Th className="text-right">Half took at most</Th>
          <Th className="text-right">95 % took at most</Th>
        </tr>
      </thead>
      <tbody>
        {stages.map(({ workflow, stage, kind, tasks, p50Ms, p95Ms }) => (
          <tr key={`${workflow} ${stage} ${kind}`}>
            <Td className="font-medium">{stage}</Td>
            <Td>
              <Link href={`/workflows/${encodeURIComponent(workflow)}`} className="underline underline-offset-2">
                {workflow}
              </Link>
            </Td>
            <Td className="text-muted">{kind}</Td>
            <Td className="text-right tabular-nums">{tasks.toLocaleString("en")}</Td>
            <Td className="whitespace-nowrap text-right tabular-nums">{durationWords(p50Ms)}</Td>
            <Td className="whitespace-nowrap text-right tabular-nums">{durationWords(p95Ms)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
