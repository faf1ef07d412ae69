import {
  Braces,
  CodeXml,
  Globe,
  type LucideIcon,
  MessageSquareText,
  Puzzle,
  Satellite,
  Timer,
  UserRoundCheck,
  Workflow,
} from "lucide-react";
import { type BuiltInKind, isCustom, type StageKind } from "#core/kinds/registry.ts";

const KIND_ICONS = {
  code: CodeXml,
  transform: Braces,
  http: Globe,
  llm: MessageSquareText,
  review: UserRoundCheck,
  wait: Timer,
  external: Satellite,
  workflow: Workflow,
} satisfies Record<BuiltInKind, LucideIcon>;

export const kindIcon = (kind: StageKind): LucideIcon => (isCustom(kind) ? Puzzle : KIND_ICONS[kind]);
