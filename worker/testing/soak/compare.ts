import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { createSecretBox } from "#server/secret-box.ts";
import { openTask, sealTask } from "#worker/sandbox/kept-task.ts";
import type { KeptTask } from "#worker/sandbox/messages.ts";
import { type Keep, type Moves, Players } from "#worker/testing/soak/play.ts";
import { type Program, programs } from "#worker/testing/soak/programs.ts";

/** How many programs went the same both ways; the first that did not, made as small as can be. */
export interface Compared extends Moves {
  same: number;
  different?: Program;
  /** What was seen of it plain and suspended. */
  seen?: [unknown, unknown];
}

const BOX = createSecretBox("a secret for random programs, long enough");
const WHOSE = { workspaceId: "soak", taskId: 1, attempt: 1 };

/** As a worker stores a task and another reads it. */
export const asStored: Keep = (kept) => openTask(BOX, sealTask(BOX, kept, WHOSE), WHOSE);

const players = new Players();

/**
 * Plays random programs plain, and suspended at each wait, and compares their results, calls, logs and times. `keep` is
 * what becomes of a suspended task; a test may spoil it.
 */
export async function comparePrograms(count: number, seed: number, keep: Keep = asStored): Promise<Compared> {
  const total: Compared = { same: 0, suspensions: 0, kills: 0 };
  const play = async (program: Program) => {
    const plain = await players.plain(program);
    const { suspensions, kills, ...suspended } = await players.suspended(program, keep);
    return { plain, suspended, suspensions, kills, isSame: isDeepStrictEqual(plain, suspended) };
  };
  const property = fc.asyncProperty(programs, async (program) => {
    const { isSame, suspensions, kills } = await play(program);
    if (!isSame) return false;
    total.same += 1;
    total.suspensions += suspensions;
    total.kills += kills;
    return true;
  });
  const { counterexample, numRuns } = await fc.check(property, {
    seed,
    numRuns: count,
    interruptAfterTimeLimit: 600_000,
  });
  if (!counterexample) return total;
  const [different] = counterexample;
  const { plain, suspended } = await play(different);
  return { ...total, same: numRuns - 1, different, seen: [plain, suspended] };
}

/** A spoilt task, for tests of the comparison itself. */
export const spoilt =
  (spoil: (kept: KeptTask) => KeptTask): Keep =>
  (kept) =>
    spoil(asStored(kept));
