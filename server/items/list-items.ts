import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import { isSettled, TASK_STATUSES } from "#core/statuses.ts";
import type { ItemRow, Page } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import {
  type Candidates,
  isLatest,
  itemsByName,
  LOOKED_THROUGH,
  newestRuns,
  newestUnfinishedRuns,
  pageStatement,
  standsSo,
} from "#server/items/items-sql.ts";
import { decodeCursor, encodeCursor, PageInput } from "#server/keyset-cursor.ts";
import { unknownWorkflow } from "#server/workflows/find-workflow.ts";

export const ListItems = PageInput.extend({
  workflow: z.string().max(100),
  /** Only items of which this stage, in their latest run, has the status; without a status, every item. */
  stage: z.string().max(64).optional(),
  status: z.enum(TASK_STATUSES).optional(),
  /** Only items whose id begins with this; then by item id, otherwise the newest run first. */
  search: z.string().max(500).optional(),
});

/** Treadle's `query_items(stage, state)`. */
export const QueryItems = PageInput.extend({
  workflow: z.string().max(100),
  stage: z.string().min(1).max(64),
  status: z.enum(TASK_STATUSES),
});

interface Found {
  looked: number;
  last: { runId: number; itemId: string } | null;
  rows: ItemRow[];
}

const Cursor = z.union([z.int().positive(), z.string().max(2_000)]);
const FIRST_RUN = Number.MAX_SAFE_INTEGER;

async function workflowIdOf(db: Queryable, workspaceId: string, name: string): Promise<string> {
  const { rows } = await db.query<{ id: string }>({
    name: "workflow_id",
    text: "select id from workflow where workspace_id = $1 and name = $2",
    values: [workspaceId, name],
  });
  if (!rows[0]) throw unknownWorkflow(name);
  return rows[0].id;
}

/**
 * The items of a workflow with how each stage stands in their latest run: the newest run first, or by id in a search.
 * A page may be short although there are more: one request looks through a bounded number of runs (items-sql.ts).
 */
export async function listItems(
  db: Queryable,
  workspaceId: string,
  { workflow, stage, status, search, cursor, limit }: z.infer<typeof ListItems>,
): Promise<Page<ItemRow>> {
  const workflowId = await workflowIdOf(db, workspaceId, workflow);
  const from = decodeCursor(cursor, Cursor);
  if (from !== null && (typeof from === "string") !== Boolean(search))
    throw new DomainError("bad_input", "cursor: is not one that this list has given", { field: "cursor" });

  const values: unknown[] = [];
  const given = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const $workflow = given(workflowId, "uuid");

  function candidates(): Candidates {
    if (search) return itemsByName($workflow, given(from ?? "", "text"), given(search, "text"));
    const before = given(from ?? FIRST_RUN, "bigint");
    return status && !isSettled(status)
      ? newestUnfinishedRuns(given(workspaceId, "text"), before)
      : newestRuns($workflow, before);
  }

  const asked = candidates();
  const conditions = [
    `c.workflow_id = ${$workflow}`,
    "c.item_id is not null",
    ...(asked.mayBeEarlier ? [isLatest($workflow)] : []),
    ...(status ? [standsSo(stage ? given(stage, "text") : null, given([status], "task_status[]"))] : []),
  ];
  const { rows } = await db.query<Found>(pageStatement(asked, conditions, given(limit + 1, "int")), values);
  const found = rows[0] ?? { looked: 0, last: null, rows: [] };
  return { rows: found.rows.slice(0, limit), next: nextOf(found, limit, Boolean(search)) };
}

/** Where to go on: after the last row that is shown, or after the last that was looked at when there may be more. */
function nextOf({ looked, last, rows }: Found, limit: number, byName: boolean): string | null {
  const shown = rows.length > limit ? rows[limit - 1] : undefined;
  const at = shown ?? (looked === LOOKED_THROUGH ? last : null);
  return at ? encodeCursor(byName ? at.itemId : at.runId) : null;
}

/** The ids of the items of which a stage stands so in their latest run, the newest run first. */
export async function queryItems(
  db: Queryable,
  workspaceId: string,
  asked: z.infer<typeof QueryItems>,
): Promise<Page<Pick<ItemRow, "itemId" | "runId">>> {
  const { rows, next } = await listItems(db, workspaceId, asked);
  return { rows: rows.map(({ itemId, runId }) => ({ itemId, runId })), next };
}
