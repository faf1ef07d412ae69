import type { Pool } from "pg";
import { modelRun } from "#core/model/run-model.ts";
import type { StartedItem } from "#scripts/chaos/load.ts";
import { JOB_ITEMS } from "#scripts/chaos/outside-job.ts";
import { EXCLUSIVE_MAX, followUpsOf, oracleOf, type Plan } from "#scripts/chaos/plans.ts";
import { type Receiver, refuses } from "#scripts/chaos/receiver.ts";

export interface Check {
  what: string;
  isMet: boolean;
}

interface EndRow {
  runId: number;
  status: string;
  tasks: { stageId: string; subtask: number | null; status: string; skipReason: string | null }[];
}

const keyOf = ({ stageId, subtask }: { stageId: string; subtask: number | null }): string =>
  subtask === null ? stageId : `${stageId}[${subtask}]`;

/** One check a run: it ended as the reference model says, every task of it. */
export async function checkEnds(pool: Pool, seed: number, started: readonly StartedItem[]): Promise<Check[]> {
  const { rows } = await pool.query<EndRow>(
    `select r.id::int as "runId", r.status,
       (select json_agg(json_build_object('stageId', t.stage_id, 'subtask', t.subtask, 'status', t.status, 'skipReason', t.skip_reason))
        from task t where t.run_id = r.id and t.is_latest) as tasks
     from run r where r.id = any($1)`,
    [started.map(({ runId }) => runId)],
  );
  const ends = new Map(rows.map((row) => [row.runId, row]));
  return started.map(({ runId, item, plan }) => {
    const end = ends.get(runId);
    const model = modelRun(plan.definition, oracleOf(seed, plan, item));
    const expected = Object.fromEntries(
      model.tasks.map((task) => [keyOf(task), `${task.status} ${task.skipReason ?? ""}`]),
    );
    const found = Object.fromEntries(
      (end?.tasks ?? []).map((task) => [keyOf(task), `${task.status} ${task.skipReason ?? ""}`]),
    );
    const wrong = [...new Set([...Object.keys(expected), ...Object.keys(found)])]
      .filter((key) => expected[key] !== found[key])
      .map((key) => `${key} is ${found[key] ?? "not there"}, not ${expected[key] ?? "there"}`);
    if (end?.status !== model.status) wrong.unshift(`it is ${end?.status ?? "lost"}, not ${model.status}`);
    return {
      what: `run ${runId} (${item}) ended as the model says: ${wrong.slice(0, 5).join("; ")}`,
      isMet: wrong.length === 0,
    };
  });
}

/** The runs that others caused, and a check that they are just those that had to be. */
export async function followUps(
  pool: Pool,
  seed: number,
  plans: readonly Plan[],
  started: readonly StartedItem[],
): Promise<{ caused: StartedItem[]; check: Check }> {
  const { rows } = await pool.query<{ runId: number; item: string; name: string }>(
    `select r.id::int as "runId", r.item_id as item, w.name
     from run r join workflow w on w.id = r.workflow_id where r.origin_run_id is not null`,
  );
  const caused = rows.flatMap(({ runId, item, name }) => {
    const plan = plans.find((each) => each.name === name);
    return plan ? [{ runId, item, plan }] : [];
  });
  const expected = started.flatMap(({ item, plan }) => {
    if (plan.name === "chaos.nested") return [`${item}.n`];
    if (plan.name !== "chaos.spawn" || refuses(seed, `${item}/cause/-`)) return [];
    return Array.from({ length: followUpsOf(seed, item) }, (_, index) => `${item}.${index + 1}`);
  });
  const found = caused.map(({ item }) => item);
  const isMet = found.toSorted().join() === expected.toSorted().join();
  return { caused, check: { what: `${expected.length} follow-ups were caused, ${found.length} were started`, isMet } };
}

/** Statements that count what must not be there; each names the promise that it would break. */
const NEVER: Record<string, string> = {
  "no event is missing or twice": `select count(*) from (
     select r.id from run r left join event e on e.run_id = r.id group by r.id, r.last_seq
     having count(e.seq) <> r.last_seq or coalesce(max(e.seq), 0) <> r.last_seq) gap`,
  "every task was settled once": `select count(*) from (
     select t.id from task t left join event e on e.run_id = t.run_id and e.task_id = t.id and e.type = 'task.settled'
     group by t.id having count(e.seq) <> 1) odd`,
  "no lease is left": "select count(*) from task where lease is not null",
  "no task is left": "select count(*) from task where finished_at is null",
  "no run is left": "select count(*) from run where finished_at is null or open_count <> 0 or review_count <> 0",
  "no review is left open": "select count(*) from review where status = 'open'",
  "no report that was answered is lost": `select count(*)
     from task t join run r on r.id = t.run_id join stage s on s.version_id = r.version_id and s.stage_id = t.stage_id
     where s.kind = 'external' and t.status = 'completed' and (t.output ->> 'succeeded')::int < ${JOB_ITEMS}`,
  "no slot is leaked": "select (select count(*) from task_slot) + (select count(*) from slot where used <> 0)",
  "no delivery is left": "select count(*) from delivery where status = 'pending'",
  "no follow-up is left": "select count(*) from spawn where status = 'pending'",
};

/** What holds of the whole database once all is done. */
export async function checkWhole(pool: Pool, started: readonly Pick<StartedItem, "item">[]): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [what, count] of Object.entries(NEVER)) {
    const { rows } = await pool.query<{ count: string }>(count);
    const found = Number(Object.values(rows[0] ?? { count: "1" })[0]);
    checks.push({ what: found === 0 ? what : `${what} (${found} are)`, isMet: found === 0 });
  }
  const { rows } = await pool.query<{ count: number }>(
    "select count(*)::int as count from run where origin_run_id is null",
  );
  const asked = new Set(started.map(({ item }) => item)).size;
  checks.push({
    what: `${asked} items were asked for, ${rows[0]?.count} runs were started`,
    isMet: rows[0]?.count === asked,
  });
  return checks;
}

/** Stages whose subtasks do the calling. */
const FAN_OUTS = ["visit"];

/** The rule held outside too. A worker that was frozen past its lease may call late, so then it is not judged. */
export function checkRule({ mostAtOnce }: Receiver, blows: Record<string, number>): Check[] {
  if (Object.keys(blows).some((blow) => blow.startsWith("froze"))) return [];
  const what = `at most ${EXCLUSIVE_MAX} exclusive calls were open at the same time (${mostAtOnce} were)`;
  return [{ what, isMet: mostAtOnce <= EXCLUSIVE_MAX }];
}

/**
 * The outside world saw each completed call, once a key, and no call of a task that failed had an effect; and of success
 * and failure each run told the one that happened.
 */
export async function checkEffects(pool: Pool, { effects }: Receiver): Promise<Check[]> {
  const { rows } = await pool.query<{ key: string; status: string }>(
    `select 'task-' || t.id as key, t.status
     from task t join run r on r.id = t.run_id join stage s on s.version_id = r.version_id and s.stage_id = t.stage_id
     where s.kind = 'http' and (t.subtask is not null or not s.stage_id = any ($1))`,
    [FAN_OUTS],
  );
  const missing = rows.filter(({ key, status }) => status === "completed" && !effects.has(key));
  const wrong = rows.filter(({ key, status }) => status !== "completed" && effects.has(key));
  const places = [...effects.values()].map(({ place }) => place);
  const told = new Set(places.filter((place) => /^[^/]+\/(success|failure)$/.test(place)));
  const { rows: ends } = await pool.query<{ place: string }>(
    `select item_id || case status when 'completed' then '/success' else '/failure' end as place from run`,
  );
  const untold = ends.filter(({ place }) => !told.has(place));
  return [
    {
      what: `each run told how it ended, and nothing else was told (${untold.length} of ${ends.length} did not, ${told.size} tales)`,
      isMet: untold.length === 0 && told.size === ends.length,
    },
    {
      what: `every completed call had its effect (${missing.length} of ${rows.length} had none)`,
      isMet: missing.length === 0,
    },
    { what: `nothing that failed had an effect (${wrong.length} had)`, isMet: wrong.length === 0 },
    {
      what: `no effect was had twice (${places.length - new Set(places).size} were)`,
      isMet: new Set(places).size === places.length,
    },
  ];
}
