import { STATUS_LOOK } from "#components/ui/status-look.ts";
import type { ItemCell } from "#core/views.ts";

/** What a cell shows of a fan-out: how many have ended, of how many; null for a plain stage. */
export function countText({ total, open = 0, failed = 0 }: ItemCell): string | null {
  if (total === undefined) return null;
  return `${total - open}/${total}${failed > 0 ? `, ${failed} failed` : ""}`;
}

/** The name of a cell for those who do not see it. */
export function cellName(stageTitle: string, cell: ItemCell | undefined): string {
  if (!cell) return `${stageTitle}: not in this run's version`;
  const count = countText(cell);
  return `${stageTitle}: ${STATUS_LOOK[cell.status].label}${count ? `, ${count}` : ""}`;
}
