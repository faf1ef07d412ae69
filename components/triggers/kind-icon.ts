import { CalendarClock, type LucideIcon, Radio, Webhook } from "lucide-react";
import type { TriggerKind } from "#core/trigger.ts";

export const KIND_ICONS = { schedule: CalendarClock, webhook: Webhook, event: Radio } as const satisfies Record<
  TriggerKind,
  LucideIcon
>;
