import { EventEmitter } from "node:events";
import type { RunEvent } from "#core/run-event.ts";
import type { Queryable } from "#server/db.ts";
import type { Notifier } from "#server/engine/notifier.ts";
import { eventsAfter, type LogPage, pageAfter } from "#server/engine/run-feed.ts";
import { wakeupsOf } from "#server/engine/wakeups.ts";

/** The end of the log of each run that is followed: read once in this process, however many follow. */
export interface RunTails {
  /**
   * All events of a run after `seq`, and those to come, in order and without a gap, until the signal; a page at a time, which
   * readers share and must not change. Nothing comes of a run of another workspace.
   */
  follow(workspaceId: string, runId: number, seq: number, signal: AbortSignal): AsyncGenerator<readonly RunEvent[]>;
}

interface Tail {
  /** The number of the last event that was read; null until it is known where the log ends. */
  head: number | null;
  /** The last pages up to there, without a gap. */
  pages: RunEvent[][];
  moves: EventEmitter;
  failure: unknown;
  readers: Set<symbol>;
  closing: AbortController;
}

/** So many pages are kept for readers who are not quite there; who is further behind reads by itself, at its own pace. */
const KEPT_PAGES = 8;
/** A page of more is read by each for itself: it need not stay in memory. */
const KEPT_EVENTS = 100;
const KEPT_BYTES = 256 * 1024;
const MOVED = "moved";

const lastOf = (page: readonly RunEvent[]): number => page.at(-1)?.seq ?? 0;

/** Makes the tails of a process. The notifier is asked for when somebody follows. */
export function createRunTails(db: Queryable, notifier: () => Promise<Notifier>): RunTails {
  const tails = new Map<string, Tail>();

  function open(key: string, workspaceId: string, runId: number): Tail {
    const tail: Tail = {
      head: null,
      pages: [],
      moves: new EventEmitter().setMaxListeners(0),
      failure: null,
      readers: new Set(),
      closing: new AbortController(),
    };
    tails.set(key, tail);
    read(tail, workspaceId, runId).catch((error: unknown) => {
      tail.failure = error ?? new Error("The log of the run could not be read");
      // The next reader tries anew.
      close(key, tail);
      tail.moves.emit(MOVED);
    });
    return tail;
  }

  function close(key: string, tail: Tail): void {
    tail.closing.abort();
    if (tails.get(key) === tail) tails.delete(key);
  }

  /** It listens first and then reads from the end of the log on. */
  async function read(tail: Tail, workspaceId: string, runId: number): Promise<void> {
    const { wakeups } = await notifier();
    for await (const _ of wakeups(runId, tail.closing.signal)) {
      let head = tail.head ?? (await endOf(db, workspaceId, runId));
      for (let isLast = false; !isLast; ) {
        const page = await pageAfter(db, workspaceId, runId, head);
        if (page.events.length > 0) {
          keep(tail, page);
          head = lastOf(page.events);
        }
        tail.head = head;
        tail.moves.emit(MOVED);
        isLast = page.isLast;
      }
    }
  }

  async function* follow(
    workspaceId: string,
    runId: number,
    seq: number,
    signal: AbortSignal,
  ): AsyncGenerator<readonly RunEvent[]> {
    if (signal.aborted) return;
    const key = `${workspaceId} ${runId}`;
    const tail = tails.get(key) ?? open(key, workspaceId, runId);
    const reader = Symbol(key);
    tail.readers.add(reader);
    const leave = () => {
      if (tail.readers.delete(reader) && tail.readers.size === 0) close(key, tail);
    };
    // A reader that nobody reads from any more never comes to its end.
    signal.addEventListener("abort", leave, { once: true });
    try {
      let cursor = seq;
      for await (const _ of wakeupsOf(tail.moves, MOVED, signal)) {
        if (tail.failure !== null) throw tail.failure;
        while (tail.head !== null && cursor < tail.head) {
          const page = keptAfter(tail, cursor) ?? (await eventsAfter(db, workspaceId, runId, cursor));
          if (page.length === 0) break;
          yield page;
          cursor = lastOf(page);
        }
      }
    } finally {
      leave();
      signal.removeEventListener("abort", leave);
    }
  }

  return { follow };
}

function keep(tail: Tail, { events, bytes }: LogPage): void {
  if (events.length > KEPT_EVENTS || bytes > KEPT_BYTES) tail.pages = [];
  else tail.pages.push(events);
  if (tail.pages.length > KEPT_PAGES) tail.pages.shift();
}

/** What is kept behind an event, as it was read when it begins there; undefined when it has gone already. */
function keptAfter({ pages }: Tail, seq: number): readonly RunEvent[] | undefined {
  const page = pages.find((kept) => lastOf(kept) > seq);
  const first = page?.[0]?.seq ?? 0;
  if (!page || first > seq + 1) return undefined;
  return first === seq + 1 ? page : page.filter((event) => event.seq > seq);
}

async function endOf(db: Queryable, workspaceId: string, runId: number): Promise<number> {
  const { rows } = await db.query<{ seq: number }>({
    name: "end_of_log",
    text: `select last_seq as seq from run where id = $1 and workspace_id = $2`,
    values: [runId, workspaceId],
  });
  return rows[0]?.seq ?? 0;
}
