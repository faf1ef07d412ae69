import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useReducer, useState } from "react";
import { createFrameBuffer } from "#components/run/frame-buffer.ts";
import { feedReducer, type RunFeed, startFeed } from "#components/run/run-feed.ts";
import { useOnline } from "#components/run/use-online.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import type { RunEvent } from "#core/run-event.ts";
import { isFinished } from "#core/statuses.ts";
import type { RunView } from "#core/views.ts";

const RETRY_AFTER_MS = 2_000;
const ARTIFACTS_AFTER_MS = 800;

export type Connection = "live" | "connecting" | "reconnecting" | "offline" | "ended";

export interface Selection {
  stageId: string | null;
  taskId: number | null;
}

/** Follows a run from a snapshot on. A newer snapshot is taken over whenever it comes; a gap asks for one. */
export function useRunFeed(
  snapshot: RunView,
  selectedTask: (feed: RunFeed) => Selection,
): { feed: RunFeed; connection: Connection } {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const isOnline = useOnline();
  const [feed, dispatch] = useReducer(feedReducer, snapshot, startFeed);
  const [buffer] = useState(() => createFrameBuffer<RunEvent>((events) => dispatch({ type: "arrived", events })));
  const [adopted, setAdopted] = useState(snapshot);
  const [hasBeenLive, setHasBeenLive] = useState(false);

  if (adopted !== snapshot) {
    setAdopted(snapshot);
    dispatch({ type: "read", run: snapshot });
  }
  const selection = selectedTask(feed);
  if (selection.stageId !== feed.focus.stageId || selection.taskId !== feed.focus.taskId)
    dispatch({ type: "selected", ...selection });

  const runId = feed.run.id;
  // A run that had ended when the page opened says nothing more; one that ends while it is watched stays connected.
  const enabled = hasBeenLive || !isFinished(snapshot.status);
  const { status, reset } = useSubscription(
    trpc.runs.feed.subscriptionOptions(
      { runId, lastEventId: String(feed.since) },
      { enabled, onStarted: () => setHasBeenLive(true), onData: ({ data }) => buffer.push(data) },
    ),
  );

  useEffect(() => () => buffer.clear(), [buffer]);

  const isBroken = feed.run.needsResync;
  useEffect(() => {
    if (isBroken) void queryClient.invalidateQueries(trpc.runs.get.queryFilter({ runId }));
  }, [isBroken, queryClient, trpc, runId]);

  // EventSource gives up when it is answered by an error page, e.g. while the server restarts.
  const hasGivenUp = status === "error" && isOnline;
  useEffect(() => {
    if (!hasGivenUp) return;
    const timer = setTimeout(() => {
      reset();
      void queryClient.invalidateQueries(trpc.runs.get.queryFilter({ runId }));
    }, RETRY_AFTER_MS);
    return () => clearTimeout(timer);
  }, [hasGivenUp, reset, queryClient, trpc, runId]);

  // Events carry no artifacts: they are read again when a stage has settled.
  const { settledCount } = feed.run;
  useEffect(() => {
    if (settledCount === snapshot.settledCount) return;
    const timer = setTimeout(
      () => void queryClient.invalidateQueries(trpc.runs.get.queryFilter({ runId })),
      ARTIFACTS_AFTER_MS,
    );
    return () => clearTimeout(timer);
  }, [settledCount, snapshot.settledCount, queryClient, trpc, runId]);

  return { feed, connection: connectionOf(status, enabled && !isFinished(feed.run.status), isOnline, hasBeenLive) };
}

function connectionOf(
  status: "idle" | "connecting" | "pending" | "error",
  isGoingOn: boolean,
  isOnline: boolean,
  hasBeenLive: boolean,
): Connection {
  if (!isGoingOn) return "ended";
  if (!isOnline) return "offline";
  if (status === "pending") return "live";
  return hasBeenLive ? "reconnecting" : "connecting";
}
