import { CircleQuestionMark, type LucideIcon, Play, Recycle } from "lucide-react";
import type { StageFate } from "#components/graph/graph-node.ts";

/** What would become of a stage, in words and as an icon; its color is CSS on `data-fate`. */
export const FATE_LOOK: Record<StageFate["fate"], { label: string; icon: LucideIcon }> = {
  runs: { label: "Will run", icon: Play },
  may: { label: "May run", icon: CircleQuestionMark },
  reused: { label: "Reused", icon: Recycle },
};
