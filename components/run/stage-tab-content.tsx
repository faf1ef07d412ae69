import { PayloadView } from "#components/attempts/payload-view.tsx";
import { RunDeliveries } from "#components/deliveries/run-deliveries.tsx";
import { ArtifactList } from "#components/run/artifact-list.tsx";
import { AttemptList } from "#components/run/attempt-list.tsx";
import { CallList } from "#components/run/call-list.tsx";
import type { Focus } from "#components/run/focus.ts";
import type { LiveStage } from "#components/run/live-stage.ts";
import { LogView } from "#components/run/log-view.tsx";
import { ReviewTab } from "#components/run/review-tab.tsx";
import { RoundList } from "#components/run/round-list.tsx";
import type { LiveRun } from "#components/run/run-projection.ts";
import { SubtaskList } from "#components/run/subtask-list.tsx";
import type { PanelTab } from "#components/run/use-run-location.ts";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { WrittenText } from "#components/ui/written-text.tsx";
import { sumOf, usageWords } from "#core/llm-usage.ts";
import type { LogLine } from "#core/run-event.ts";
import { isSettled, type TaskStatus } from "#core/statuses.ts";
import type { TaskView } from "#core/views.ts";

interface StageTabContentProps {
  tab: PanelTab;
  run: LiveRun;
  stage: LiveStage;
  status: TaskStatus;
  task: TaskView | undefined;
  lines: readonly LogLine[];
  focus: Focus;
  /** Whether it is an earlier round of the stage that is shown. */
  isEarlier: boolean;
  onOpenTask: (taskId: number) => void;
}

export function StageTabContent({
  tab,
  run,
  stage,
  status,
  task,
  lines,
  focus,
  isEarlier,
  onOpenTask,
}: StageTabContentProps) {
  if (tab === "subtasks" && stage.subtasks)
    return (
      <SubtaskList
        key={stage.round}
        runId={run.id}
        stageId={stage.stageId}
        counts={stage.subtasks}
        focus={focus}
        onOpen={onOpenTask}
      />
    );
  if (tab === "review" && stage.reviewId !== null)
    return reviewsOf(stage).map((reviewId) => <ReviewTab key={`${reviewId} ${status}`} reviewId={reviewId} />);
  if (!task) return <SkeletonRows count={3} label="Reading the task" />;
  if (tab === "deliveries") return <RunDeliveries runId={run.id} taskId={task.taskId} />;
  if (tab === "calls") return <CallList runId={run.id} taskId={task.taskId} isOpen={!isSettled(status)} />;
  if (tab === "logs") return <LogView lines={lines} isOpen={!isSettled(status)} />;
  if (tab === "attempts")
    return (
      <>
        <AttemptList attempts={task.attempts} checked={task.checked} usage={task.usage} />
        {task.subtask === null && !isEarlier && stage.round > 1 && (
          <RoundList
            key={stage.round}
            runId={run.id}
            definition={run.definition}
            stageId={stage.stageId}
            latest={stage.round}
            onOpen={onOpenTask}
          />
        )}
      </>
    );
  if (tab === "input")
    return (
      <PayloadView
        payload={task.input}
        label="Input"
        missing={task.attempt === 0 ? "It has not started, so its input is not known yet." : "Its input was not kept."}
      />
    );
  const usage = sumOf(task.usage);
  if (task.written !== null && !task.output && (!isSettled(status) || status === "failed"))
    return (
      <>
        <WrittenText text={task.written} isOpen={!isSettled(status)} />
        {usage && <p className="text-muted text-sm tabular-nums">{usageWords(usage)}</p>}
      </>
    );
  return (
    <>
      {task.artifacts.length > 0 && <ArtifactList artifacts={task.artifacts} showStage={false} />}
      <PayloadView payload={task.output} label="Output" missing={missingOutput(status)} />
      {usage && <p className="text-muted text-sm tabular-nums">{usageWords(usage)}</p>}
    </>
  );
}

const MOST_REVIEWS = 20;

/** What its code waits for, else the newest. */
const reviewsOf = ({ asks, reviewId }: LiveStage): number[] =>
  asks.length > 0 ? asks.slice(0, MOST_REVIEWS) : reviewId === null ? [] : [reviewId];

function missingOutput(status: TaskStatus): string {
  if (!isSettled(status)) return "No output yet.";
  if (status === "failed") return "It failed, so there is no output.";
  return status === "completed" ? "It gave back nothing." : `It was ${status}, so there is no output.`;
}
