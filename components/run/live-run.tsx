"use client";

import { History, X } from "lucide-react";
import { useState } from "react";
import { runActs } from "#components/deliveries/acts.ts";
import { ExhaustedNotice } from "#components/deliveries/exhausted-notice.tsx";
import { FailedSpawnsNotice } from "#components/follow-ups/failed-spawns-notice.tsx";
import { startsRuns } from "#components/follow-ups/starts-runs.ts";
import { ReplayBar } from "#components/run/replay-bar.tsx";
import { RunFailures } from "#components/run/run-failures.tsx";
import type { RunFeed } from "#components/run/run-feed.ts";
import { RunHeader } from "#components/run/run-header.tsx";
import { frozenAt, viewAt } from "#components/run/run-projection.ts";
import { RunViewContent } from "#components/run/run-view-content.tsx";
import { StagePanel } from "#components/run/stage-panel.tsx";
import { stageTitle } from "#components/run/stage-title.ts";
import { useIsWide } from "#components/run/use-is-wide.ts";
import { useMarkedStages } from "#components/run/use-marked-stages.ts";
import { useRunEvents } from "#components/run/use-run-events.ts";
import { useRunFeed } from "#components/run/use-run-feed.ts";
import { RUN_VIEWS, type RunViewName, useRunLocation } from "#components/run/use-run-location.ts";
import { useRunShortcuts } from "#components/run/use-run-shortcuts.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Sheet, SheetContent } from "#components/ui/sheet.tsx";
import { Tab, TabList, TabPanel, Tabs } from "#components/ui/tabs.tsx";
import { isFinished } from "#core/statuses.ts";
import type { RunView } from "#core/views.ts";

const VIEW_TITLES: Record<RunViewName, string> = {
  graph: "Graph",
  timeline: "Timeline",
  events: "Events",
  artifacts: "Artifacts",
  "follow-ups": "Follow-ups",
  deliveries: "Deliveries",
};

/** A run as it happens: graph, timeline, events and artifacts, and a panel for the selected stage. */
export function LiveRun({ snapshot }: { snapshot: RunView }) {
  const [location, goTo] = useRunLocation();
  const isWide = useIsWide();
  const [replaySeq, setReplaySeq] = useState<number | null>(null);
  const { feed, connection } = useRunFeed(snapshot, (now) => selectionIn(now, location.stageId, location.taskId));
  const { run, focus } = feed;
  const list = useRunEvents(run.id, feed.events, run.lastSeq, location.view === "events" || replaySeq !== null);
  useRunShortcuts(run, location, goTo);
  const marked = useMarkedStages(run, location.stageId);
  const [previewed, setPreviewed] = useState<ReadonlySet<string> | null>(null);

  const isReplaying = replaySeq !== null && isFinished(run.status);
  const replayedAt = isReplaying ? list.events[Math.max(0, replaySeq - 1)]?.at : undefined;
  const shown = isReplaying ? frozenAt(viewAt(snapshot, list.events, replaySeq), replayedAt) : run;
  const stage = shown.stages.find(({ stageId }) => stageId === location.stageId);
  const title = stage && stageTitle(run.definition, stage.stageId);
  const acts = runActs(run.definition);
  const starts = startsRuns(run.definition);
  const views = RUN_VIEWS.filter((view) => (acts || view !== "deliveries") && (starts || view !== "follow-ups"));
  const select = (stageId: string | null) => goTo({ stageId, taskId: null, tab: null });
  const panel = stage && (
    <StagePanel
      key={stage.stageId}
      run={shown}
      stage={stage}
      location={location}
      focus={focus}
      goTo={goTo}
      onPreview={isReplaying ? null : setPreviewed}
    />
  );
  return (
    <Tabs
      value={location.view}
      onValueChange={(view) => goTo({ view: view as RunViewName })}
      className="flex min-h-0 flex-1 flex-col"
    >
      <RunHeader run={run} connection={connection}>
        <div className="-mb-3 flex items-end gap-2">
          <TabList aria-label="Views of the run" className="min-w-0 border-b-0">
            {views.map((view) => (
              <Tab key={view} value={view}>
                {VIEW_TITLES[view]}
                {view === "artifacts" && run.artifacts.length > 0 && <Badge>{run.artifacts.length}</Badge>}
              </Tab>
            ))}
          </TabList>
          {isFinished(run.status) && (
            <Button
              size="sm"
              look="ghost"
              aria-pressed={isReplaying}
              className="mb-1 ml-auto"
              onClick={() => setReplaySeq(isReplaying ? null : run.lastSeq)}
            >
              <History aria-hidden /> <span className="max-sm:sr-only">Replay</span>
            </Button>
          )}
        </div>
      </RunHeader>
      {!isReplaying && <RunFailures run={run} onSelect={select} />}
      {!isReplaying && starts && <FailedSpawnsNotice runId={run.id} onShow={() => goTo({ view: "follow-ups" })} />}
      {!isReplaying && acts && <ExhaustedNotice runId={run.id} onShow={() => goTo({ view: "deliveries" })} />}
      <div className="flex min-h-0 flex-1">
        <TabPanel value={location.view} className="flex min-h-64 min-w-0 flex-1 flex-col">
          <RunViewContent
            view={location.view}
            run={shown}
            until={replayedAt ? Date.parse(replayedAt) : null}
            list={list}
            selected={location.stageId}
            isWide={isWide}
            marked={marked}
            previewed={previewed}
            onSelect={select}
          />
        </TabPanel>
        {isWide && panel && (
          <aside
            aria-label={`Stage ${title}`}
            className="flex w-104 shrink-0 flex-col gap-3 border-l bg-surface p-4 xl:w-120"
          >
            <div className="flex items-center justify-between gap-2">
              <h2 className="min-w-0 truncate font-semibold text-lg">{title}</h2>
              <IconButton label="Close" shortcut="escape" onClick={() => select(null)}>
                <X aria-hidden />
              </IconButton>
            </div>
            {panel}
          </aside>
        )}
      </div>
      {isReplaying && (
        <ReplayBar
          definition={run.definition}
          list={list}
          seq={replaySeq}
          onSeek={setReplaySeq}
          onClose={() => setReplaySeq(null)}
        />
      )}
      {!isWide && (
        <Sheet open={panel !== undefined} onOpenChange={(open) => !open && select(null)}>
          <SheetContent title={title ?? "Stage"} side="bottom">
            {panel}
          </SheetContent>
        </Sheet>
      )}
    </Tabs>
  );
}

function selectionIn(feed: RunFeed, stageId: string | null, taskId: number | null) {
  const stage = feed.run.stages.find((candidate) => candidate.stageId === stageId);
  return { stageId: stage?.stageId ?? null, taskId: stage ? (taskId ?? stage.taskId) : null };
}
