import { tracked } from "@trpc/server";
import type { RunEvent } from "#core/run-event.ts";
import type { Context } from "#server/api/context.ts";
import { mayStill, openWith, watchAccess } from "#server/api/watch-access.ts";
import { openFeed } from "#server/runs/feed.ts";

/** The feed of a run as a subscription: each event carries its number, from which a browser goes on by itself. */
export async function subscribeToRun(
  ctx: Context,
  workspaceId: string,
  runId: number,
  seq: number,
  signal: AbortSignal | undefined,
) {
  const open = openWith(signal);
  const pages = await openFeed(ctx, workspaceId, runId, seq, open.signal);
  watchAccess(open, () => mayStill(ctx, ctx.headers, workspaceId, "run.read"));
  return numbered(pages, open);
}

async function* numbered(pages: AsyncIterable<readonly RunEvent[]>, open: AbortController) {
  try {
    for await (const page of pages) for (const event of page) yield tracked(String(event.seq), event);
  } finally {
    open.abort();
  }
}
