import { Braces, CodeXml, Globe, type LucideIcon, Timer, UserRoundCheck } from "lucide-react";
import type { StageKind } from "#core/kinds/registry.ts";

export const KIND_ICONS = {
  code: CodeXml,
  transform: Braces,
  http: Globe,
  review: UserRoundCheck,
  wait: Timer,
} satisfies Record<StageKind, LucideIcon>;
