import { type Door, restDoors } from "#server/api/rest/doors.ts";

/** A procedure with a name that agents know it by; what it takes and who may call it is the procedure's. */
export interface AgentTool {
  name: string;
  title: string;
  /** When to use it and what to know of its answer. */
  says: string;
  door: Door;
}

const NAMED: [name: string, procedure: string, title: string, says: string][] = [
  [
    "list_workflows",
    "workflows.list",
    "List workflows",
    "Only a workflow with a publishedVersion can be started. `next` of the answer, handed back as `cursor`, gives more.",
  ],
  [
    "read_workflow",
    "workflows.version",
    "Read a workflow",
    "`definition.input` is the JSON Schema of what a run takes; `definition.stages` is what it does.",
  ],
  [
    "start_run",
    "runs.start",
    "Start a run",
    "Answers with `runId`. With an `idempotencyKey` the same start, sent again, answers with the same run.",
  ],
  ["list_runs", "runs.list", "List runs", "Filters by workflow, status, item or batch."],
  [
    "follow_run",
    "runs.follow",
    "Follow a run",
    "Answers as soon as the run has ended, waits for a review or is paused, else after `seconds`; call it again with `after` set to `next`.",
  ],
  ["read_run", "runs.read", "Read a run", "Its stages with status, error and `taskId`, and its artifacts."],
  ["list_tasks", "runs.tasks", "List the tasks of a run", "With the parts of fan-outs; filters by status and stage."],
  [
    "read_result",
    "runs.task",
    "Read the result of a stage",
    "The output of a task, with its input, attempts, error, logs and artifacts. `read_run` names the `taskId` of each stage.",
  ],
  [
    "list_artifacts",
    "runs.artifacts",
    "List the files of a run",
    "`href` says where to download one, with the same key.",
  ],
  ["cancel_run", "runs.cancel", "Cancel a run", "Ends a run for good; what it has done stays."],
  [
    "list_reviews",
    "reviews.list",
    "List reviews",
    "What waits for a decision, oldest first, or with `status` decided what was decided.",
  ],
  [
    "read_review",
    "reviews.get",
    "Read a review",
    "All that is to be decided on. A decision names `taskId`, `attempt` and `contentHash` of this answer, so that nothing unseen is decided.",
  ],
  [
    "decide_review",
    "reviews.decide",
    "Decide a review",
    "Needs a key with the scope decide-as-agent. `form` has the fields that the review asks for.",
  ],
  [
    "request_changes",
    "reviews.requestChanges",
    "Ask for changes",
    "Needs a key with the scope decide-as-agent. The named stages do their work over with the comment.",
  ],
];

function toolOf([name, procedure, title, says]: (typeof NAMED)[number]): AgentTool {
  const door = restDoors().find((one) => one.procedure === procedure);
  if (!door) throw new Error(`The tool ${name} calls ${procedure}, which has no door`);
  return { name, title, says: `${door.does}. ${says}`, door };
}

const made: { tools?: AgentTool[] } = {};

/** The tools of agents, made at the first request. */
export const agentTools = (): AgentTool[] => (made.tools ??= NAMED.map(toolOf));
