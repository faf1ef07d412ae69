import { STATUS_WORDS } from "#components/deliveries/delivery-words.ts";
import { Badge } from "#components/ui/badge.tsx";
import type { DeliverySummary } from "#core/delivery/views.ts";

export function DeliveryStatusBadge({ delivery }: { delivery: Pick<DeliverySummary, "status" | "isSending"> }) {
  const { label, tone } = STATUS_WORDS[delivery.status];
  return <Badge tone={tone}>{delivery.isSending ? "Sending" : label}</Badge>;
}
