"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { stageActs } from "#components/deliveries/acts.ts";
import { shownStatus } from "#components/graph/graph-node.ts";
import { subtaskText } from "#components/graph/stage-node.tsx";
import { codePlaceOf } from "#components/run/code-place.ts";
import { FailureCard } from "#components/run/failure-card.tsx";
import type { Focus } from "#components/run/focus.ts";
import type { LiveStage } from "#components/run/live-stage.ts";
import { ReportedProgress } from "#components/run/reported-progress.tsx";
import type { LiveRun } from "#components/run/run-projection.ts";
import { StageActions, SubtaskActions } from "#components/run/stage-actions.tsx";
import { StageTabContent } from "#components/run/stage-tab-content.tsx";
import { firstTab, TAB_TITLES, tabsOf } from "#components/run/stage-tabs.ts";
import { failureText, stageTitle } from "#components/run/stage-title.ts";
import type { GoTo, PanelTab, RunLocation } from "#components/run/use-run-location.ts";
import { useTask } from "#components/run/use-task.ts";
import { waitingSentence } from "#components/run/waiting-sentence.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { Button } from "#components/ui/button.tsx";
import { Countdown } from "#components/ui/countdown.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { Tab, TabList, TabPanel, Tabs } from "#components/ui/tabs.tsx";
import { heldWords } from "#core/rule-words.ts";
import type { Failure } from "#core/run-event.ts";

interface StagePanelProps {
  run: LiveRun;
  stage: LiveStage;
  location: RunLocation;
  focus: Focus;
  goTo: GoTo;
  /** Shows what would run again in the graph; null for a run that is looked at in the past. */
  onPreview: ((stageIds: ReadonlySet<string> | null) => void) | null;
}

/** Everything about the selected stage, or about one of its subtasks. */
export function StagePanel({ run, stage, location, focus, goTo, onPreview }: StagePanelProps) {
  const isSubtask = location.taskId !== null && location.taskId !== stage.taskId;
  const taskId = isSubtask && location.taskId !== null ? location.taskId : stage.taskId;
  const { task, lines, error: refusal } = useTask(run.id, taskId, focus);
  const isEarlier = isSubtask && task?.subtask === null;
  const live = isSubtask ? task : stage;
  const status = live?.status ?? "pending";
  const declared = run.definition.stages.find(({ id }) => id === stage.stageId);
  const acts = declared !== undefined && stageActs(declared);
  const shown = {
    stage,
    isSubtask,
    taskStatus: status,
    hasStarted: live?.startedAt != null,
    acts,
    isCode: declared?.kind === "code",
    writes: declared?.kind === "llm",
  };
  const tabs = tabsOf(shown);
  const tab = location.tab && tabs.includes(location.tab) ? location.tab : firstTab(shown);
  const failure = isSubtask ? (task?.error ?? null) : stage.error;
  const readable = (known: Failure) => ({
    ...known,
    message: failureText(known, (stageId) => stageTitle(run.definition, stageId)),
  });
  const progress = isSubtask ? task?.progress : stage.progress;
  const heldBy = status === "pending" && task?.heldBy;
  const waiting = heldBy ? heldWords(heldBy) : isSubtask ? null : waitingSentence(run, stage);
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3">
      {isSubtask && (
        <Button
          size="sm"
          look="ghost"
          className="self-start"
          onClick={() => goTo({ taskId: null, tab: isEarlier ? "attempts" : "subtasks" })}
        >
          <ArrowLeft aria-hidden /> {isEarlier ? "Latest round" : "All subtasks"}
        </Button>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {isSubtask && !isEarlier && <span className="font-mono text-sm">[{task?.subtask ?? "…"}]</span>}
        <StatusBadge
          status={isSubtask ? status : shownStatus(stage)}
          {...(stage.subtasks && !isSubtask ? { detail: subtaskText(stage.subtasks) } : {})}
        />
        {live?.startedAt && (
          <span className="text-muted text-sm">
            <Duration from={live.startedAt} to={live.finishedAt} />
          </span>
        )}
        {!isSubtask && stage.suspension?.for === "timer" && stage.suspension.until && (
          <span className="text-muted text-sm">
            wakes <Countdown to={stage.suspension.until} />
          </span>
        )}
        {!isSubtask && stage.suspension?.runId !== undefined && (
          <Link href={`/runs/${stage.suspension.runId}`} className="text-sm underline underline-offset-2">
            Open run {stage.suspension.runId}
          </Link>
        )}
        {stage.round > 1 && <span className="text-muted text-sm">round {live?.round ?? stage.round}</span>}
        {(live?.attempt ?? 0) > 1 && <span className="text-muted text-sm">attempt {live?.attempt}</span>}
      </div>
      {onPreview && !isSubtask && <StageActions run={run} stage={stage} onPreview={onPreview} />}
      {onPreview && isSubtask && !isEarlier && task && <SubtaskActions run={run} task={task} />}
      {progress && !progress.isText && <ReportedProgress progress={progress} />}
      {failure && (
        <FailureCard
          title={status === "canceled" ? "Canceled" : "Failed"}
          failure={readable(failure)}
          withDetails
          place={codePlaceOf(failure, run.workflowName, stage.stageId)}
        />
      )}
      {waiting && <Notice tone={stage.retry ? "warning" : "neutral"}>{waiting}</Notice>}
      {refusal && <Notice tone="danger">{sentenceOf(refusal)}</Notice>}
      <Tabs
        value={tab}
        onValueChange={(next) => goTo({ tab: next as PanelTab })}
        className="flex min-h-0 flex-1 flex-col gap-3"
      >
        <TabList aria-label="About this stage" className="shrink-0">
          {tabs.map((name) => (
            <Tab key={name} value={name}>
              {TAB_TITLES[name]}
            </Tab>
          ))}
        </TabList>
        <TabPanel value={tab} className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto max-md:min-h-72">
          <StageTabContent
            key={taskId}
            tab={tab}
            run={run}
            stage={stage}
            status={status}
            task={task}
            lines={lines}
            focus={focus}
            isEarlier={isEarlier}
            onOpenTask={(next) => goTo({ taskId: next, tab: null })}
          />
        </TabPanel>
      </Tabs>
    </div>
  );
}
