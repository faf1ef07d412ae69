import { DomainError } from "#core/errors.ts";
import type { RunEvent } from "#core/run-event.ts";
import type { ArtifactView, TaskView } from "#core/views.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { Queryable } from "#server/db.ts";
import { artifactView } from "#server/runs/artifact-view.ts";
import { attemptsOf, type EndedAttempt, logsOf } from "#server/runs/attempts-of.ts";
import { checkedAttempts } from "#server/runs/checked-attempts.ts";
import { payloadView } from "#server/runs/payload-view.ts";
import { iso } from "#server/runs/sql-fragments.ts";

const MAX_LOG_EVENTS = 2_000;
const MAX_ENDED_ATTEMPTS = 200;

interface Row extends Omit<TaskView, "input" | "output" | "attempts" | "checked" | "artifacts" | "logs"> {
  input: unknown;
  inputSize: number | null;
  inputHash: string | null;
  output: unknown;
  outputSize: number | null;
  outputHash: string | null;
  artifacts: Omit<ArtifactView, "href">[];
  ended: EndedAttempt[];
  logEvents: Pick<Extract<RunEvent, { type: "task.log" }>, "data">[];
  reviewOpenedAt: string | null;
}

const TASK = `
  select t.id as "taskId", t.run_id as "runId", t.stage_id as "stageId", t.subtask, t.round, t.status, t.attempt,
         ${iso("t.started_at")} as "startedAt", ${iso("t.finished_at")} as "finishedAt", t.error,
         t.input, octet_length(t.input::text) as "inputSize", t.input_hash as "inputHash",
         t.output, octet_length(t.output::text) as "outputSize", t.output_hash as "outputHash",
         (select coalesce(json_agg(json_build_object('hash', a.hash, 'name', a.name, 'mediaType', a.media_type, 'size', a.size,
                                                     'stageId', t.stage_id, 'taskId', t.id) order by a.name), '[]')
          from artifact a where a.run_id = t.run_id and a.task_id = t.id) as artifacts,
         (select coalesce(json_agg(json_build_object('data', e.data) order by e.seq), '[]') from (
            select seq, data from event where task_id = t.id and type = 'task.log'
            order by seq desc limit ${MAX_LOG_EVENTS}) e) as "logEvents",
         -- The next attempt began soon after the last one had ended: few events of the run lie between.
         (select coalesce(json_agg(json_build_object('at', ${iso("e.at")}, 'error', e.data -> 'error', 'next', next.attempt) order by e.seq), '[]')
          from (select seq, at, data from event where task_id = t.id and type in ('task.retrying', 'task.returned')
                order by seq desc limit ${MAX_ENDED_ATTEMPTS}) e
          left join lateral (
            select json_build_object('at', ${iso("n.at")}, 'attempt', n.data -> 'attempt') as attempt
            from event n
            where n.run_id = t.run_id and n.seq > e.seq and n.task_id = t.id and n.type = 'task.running'
            order by n.seq
            limit 1
          ) next on true) as ended,
         (select engine.told_progress(p) from progress p where p.task_id = t.id) as progress,
         (select p.text from progress p where p.task_id = t.id) as written,
         (select coalesce(json_agg(json_build_object('attempt', u.attempt, 'model', u.model, 'requests', u.requests, 'cost', u.cost,
                                                     'inputTokens', u.input_tokens, 'outputTokens', u.output_tokens) order by u.id), '[]')
          from (select * from llm_usage where run_id = t.run_id and task_id = t.id order by id desc limit 100) u) as usage,
         (select json_build_object('kind', s.about -> 'kind', 'workflow', s.about -> 'workflow', 'stage', s.about -> 'stage',
                                   'values', s.about -> 'values', 'missing', s.about -> 'missing')
          from slot s where s.key = t.blocked_key) as "heldBy",
         (select ${iso("v.opened_at")} from review v where v.task_id = t.id and v.call_id is null) as "reviewOpenedAt"
  from task t
  join run r on r.id = t.run_id
  where t.id = $1 and t.run_id = $2 and r.workspace_id = $3`;

interface Deps {
  pool: Queryable;
  artifacts: ArtifactStore;
}

/** A fan-out that does over only what failed of it goes on without an attempt of its own. */
const begunAt = ({ attempt, startedAt }: Pick<TaskView, "attempt" | "startedAt">, ended: EndedAttempt[]) =>
  attempt === 0 && ended.length === 0 ? null : startedAt;

/** One task with its payloads, attempts, logs and artifacts. */
export async function getTask(deps: Deps, workspaceId: string, runId: number, taskId: number): Promise<TaskView> {
  const { rows } = await deps.pool.query<Row>({ name: "get_task", text: TASK, values: [taskId, runId, workspaceId] });
  const [row] = rows;
  if (!row) throw new DomainError("not_found", `Run ${runId} has no task ${taskId}`, { field: "taskId" });
  const { input, inputSize, inputHash, output, outputSize, outputHash, artifacts, ...rest } = row;
  const { ended, logEvents, reviewOpenedAt, ...task } = rest;
  const bytes = (size: number | null, hash: string | null) => (hash === null ? size : deps.artifacts.sizeOf(hash));
  return {
    ...task,
    input: payloadView(runId, "input", input, await bytes(inputSize, inputHash), inputHash),
    output: payloadView(runId, "output", output, await bytes(outputSize, outputHash), outputHash),
    attempts: attemptsOf({ ...task, startedAt: begunAt(task, ended), reviewOpenedAt }, ended),
    checked: await checkedAttempts(deps, runId, taskId),
    artifacts: artifacts.map((artifact) => artifactView(runId, artifact)),
    logs: logsOf(logEvents),
  };
}
