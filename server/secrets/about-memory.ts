/** Who a task is: only for it is what is kept of its code opened again. */
export interface Whose {
  workspaceId: string;
  taskId: number;
  attempt: number;
}

/** What the sealed memory of a task belongs to. */
export const aboutMemory = ({ workspaceId, taskId, attempt }: Whose): string =>
  `memory ${workspaceId} ${taskId} ${attempt}`;
