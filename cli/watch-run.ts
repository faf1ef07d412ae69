import type { Session } from "#cli/session.ts";
import { exitCodeOf, runJson, treeOf } from "#cli/show-run.ts";
import { isPassing } from "#client/heddle-error.ts";
import type { RunEvent } from "#core/run-event.ts";
import { statusWords } from "#core/run-text.ts";

/** How often the tree is drawn at most. */
const DRAW_MS = 150;

/** What is told of an event where nothing can be drawn over; null for what is no news. */
function newsOf(event: RunEvent): string | null {
  switch (event.type) {
    case "run.status":
      return `run: ${statusWords(event.data.status)}`;
    case "task.awaiting_review":
      return `${event.stageId}: review ${event.data.reviewId} waits for a decision (heddle review show ${event.data.reviewId})`;
    case "task.fanned_out":
      return `${event.stageId}: ${event.data.total} subtasks`;
    case "task.settled": {
      const { status, error } = event.data;
      if (event.subtask !== null && status === "completed") return null;
      const which = event.subtask === null ? event.stageId : `${event.stageId}[${event.subtask}]`;
      return `${which}: ${statusWords(status)}${error ? `, ${error.message}` : ""}`;
    }
    case "task.retrying":
      return `${event.stageId}: attempt ${event.data.attempt} failed, ${event.data.error.message}`;
    default:
      return null;
  }
}

/** Draws how a run stands, as often as it changes and no oftener than people see. */
function createPainter({ heddle, terminal }: Session, runId: number) {
  let isDirty = false;
  let painting: Promise<void> | undefined;
  async function paint(): Promise<void> {
    while (isDirty) {
      isDirty = false;
      try {
        terminal.redraw(await treeOf(heddle, await heddle.runs.get.query({ runId })));
      } catch (error) {
        // The events go on by themselves when the server is back, and so does the drawing.
        if (!isPassing(error)) throw error;
      }
      await new Promise((done) => setTimeout(done, DRAW_MS));
    }
    painting = undefined;
  }
  return {
    touch() {
      isDirty = true;
      painting ??= paint();
      // What went wrong is thrown when the drawing is waited for.
      painting.catch(() => undefined);
    },
    settled: async () => painting,
  };
}

/** Follows a run to its end: as a living tree on a terminal, else a line for each piece of news. Then tells how it ended. */
export async function watchRun(session: Session, runId: number): Promise<void> {
  const { heddle, terminal, isJson, print, end } = session;
  const isDrawn = terminal.isLive && !isJson;
  const painter = createPainter(session, runId);
  try {
    for await (const event of heddle.runs.events(runId, { signal: terminal.interrupted })) {
      if (isDrawn) painter.touch();
      else {
        const news = newsOf(event);
        if (news) terminal.err(news);
      }
    }
  } catch (error) {
    if (terminal.interrupted.aborted) terminal.err(`Run ${runId} goes on: heddle runs show ${runId} --watch`);
    throw error;
  } finally {
    await painter.settled();
  }
  const run = await heddle.runs.get.query({ runId });
  print(runJson(run), await treeOf(heddle, run));
  end(exitCodeOf(run.status));
}
