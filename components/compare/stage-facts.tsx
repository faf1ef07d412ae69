import Link from "next/link";
import type { ReactNode } from "react";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { Table, Td, Th } from "#components/ui/table.tsx";
import { durationWords } from "#components/ui/time-words.ts";
import type { ComparedRun, ComparedStage, ComparedTask, RunComparison } from "#core/comparison-views.ts";

const SKIP_WORDS = {
  not_taken: "no path led to it",
  outcome: "by its own condition",
  cached: "found in the cache",
  reused: "reused",
  by_hand: "by hand",
};

/** How a stage went in each of the runs, side by side. */
export function StageFacts({ stage, comparison }: { stage: ComparedStage; comparison: RunComparison }) {
  const { first, second } = stage;
  const sides = [first, second];
  const has = (fact: (task: ComparedTask) => unknown) => sides.some((task) => task !== null && Boolean(fact(task)));
  const row = (name: string, show: (task: ComparedTask) => ReactNode) => (
    <tr>
      <th scope="row" className="border-b px-3 py-2 text-left align-top font-normal text-muted">
        {name}
      </th>
      <Td>{first ? show(first) : "–"}</Td>
      <Td>{second ? show(second) : "–"}</Td>
    </tr>
  );
  return (
    <Table aria-label="How it went">
      <thead>
        <tr>
          <Th>
            <span className="sr-only">Fact</span>
          </Th>
          <RunHead run={comparison.first} stageId={first && stage.stageId} />
          <RunHead run={comparison.second} stageId={second && stage.stageId} />
        </tr>
      </thead>
      <tbody className="[&>tr:last-child>*]:border-b-0">
        {row("Status", ({ status, skipReason }) => (
          <span className="flex flex-wrap items-center gap-2">
            <StatusBadge status={status} />
            {skipReason && <span className="text-muted text-xs leading-6">{SKIP_WORDS[skipReason]}</span>}
          </span>
        ))}
        {has(({ startedAt, finishedAt }) => startedAt && finishedAt) &&
          row("Took", ({ startedAt, finishedAt }) =>
            startedAt && finishedAt ? durationWords(Date.parse(finishedAt) - Date.parse(startedAt)) : "–",
          )}
        {has(({ attempt }) => attempt > 1) && row("Attempts", ({ attempt }) => attempt)}
        {has(({ round }) => round > 1) && row("Round", ({ round }) => round)}
        {has(({ subtaskCount }) => subtaskCount !== null) && row("Subtasks", ({ subtaskCount }) => subtaskCount ?? "–")}
        {has(({ decision }) => decision) &&
          row("Decision", ({ decision, decidedBy }) => (decision ? `${decision} by ${decidedBy}` : "–"))}
        {has(({ source }) => source) &&
          row("Output made by", ({ source }) =>
            source ? (
              <Link href={`/runs/${source.runId}?stage=${stage.stageId}`} className="underline underline-offset-2">
                run {source.runId}
              </Link>
            ) : (
              "this run"
            ),
          )}
      </tbody>
    </Table>
  );
}

const RunHead = ({ run, stageId }: { run: ComparedRun; stageId: string | null }) => (
  <Th className="w-2/5">
    <Link href={`/runs/${run.id}${stageId === null ? "" : `?stage=${stageId}`}`} className="hover:underline">
      Run {run.id}
    </Link>
  </Th>
);
