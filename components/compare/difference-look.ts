import {
  CircleMinus,
  CirclePlus,
  CodeXml,
  DatabaseZap,
  Equal,
  FileOutput,
  Flag,
  LogIn,
  type LucideIcon,
  Timer,
  UserRoundCheck,
} from "lucide-react";
import type { Difference } from "#core/compare-runs.ts";

interface Look {
  label: string;
  icon: LucideIcon;
}

/** Each difference in a word and as an icon; its color is CSS on `data-difference` (app/tokens.css). */
export const DIFFERENCE_LOOK: Record<Difference | "none", Look> = {
  only_in_first: { label: "Only in the first", icon: CircleMinus },
  only_in_second: { label: "Only in the second", icon: CirclePlus },
  code: { label: "Code", icon: CodeXml },
  input: { label: "Input", icon: LogIn },
  decision: { label: "Decision", icon: UserRoundCheck },
  status: { label: "Status", icon: Flag },
  output: { label: "Output", icon: FileOutput },
  cache: { label: "Cache", icon: DatabaseZap },
  time: { label: "Time", icon: Timer },
  none: { label: "Same", icon: Equal },
};
