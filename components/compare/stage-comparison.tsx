import { DifferenceBadges } from "#components/compare/difference-badge.tsx";
import { reasonOf, titleOf } from "#components/compare/difference-words.ts";
import { Section } from "#components/compare/section.tsx";
import { StageFacts } from "#components/compare/stage-facts.tsx";
import { SubtaskDiff } from "#components/compare/subtask-diff.tsx";
import { TaskDiff } from "#components/compare/task-diff.tsx";
import { ValueDiff } from "#components/diff/value-diff.tsx";
import type { ComparedStage, ComparedTask, RunComparison } from "#core/comparison-views.ts";
import type { Definition } from "#core/definition.ts";
import { meaningsOf } from "#core/stage-meaning.ts";

/** One stage in both runs: how it went, and what changed in its definition, input and output. */
export function StageComparison({ stage, comparison }: { stage: ComparedStage; comparison: RunComparison }) {
  const { stageId, differs, subtasks, first, second } = stage;
  const reason = reasonOf(stage);
  return (
    <div className="flex flex-col gap-5 p-4 md:px-6">
      <header className="flex flex-col gap-1.5">
        <h2 className="font-semibold text-lg">{titleOf(stageId, comparison)}</h2>
        <DifferenceBadges differs={differs} />
        <p className="text-muted text-sm">
          {reason.charAt(0).toUpperCase()}
          {reason.slice(1)}.
        </p>
      </header>
      <StageFacts stage={stage} comparison={comparison} />
      {differs.includes("code") && (
        <Section title="Code">
          <ValueDiff
            before={meaningIn(comparison.first.definition, stageId)}
            after={meaningIn(comparison.second.definition, stageId)}
            label="What it does"
          />
        </Section>
      )}
      {subtasks ? (
        <SubtaskDiff subtasks={subtasks} />
      ) : (
        <TaskDiff first={madeIn(comparison.first.id, first)} second={madeIn(comparison.second.id, second)} />
      )}
    </div>
  );
}

function meaningIn(definition: Definition, stageId: string): unknown {
  const meaning = meaningsOf(definition).get(stageId);
  return meaning === undefined ? null : JSON.parse(meaning);
}

/** What was found or reused has its input where it was made. */
const madeIn = (runId: number, task: ComparedTask | null) => task && (task.source ?? { runId, taskId: task.taskId });
