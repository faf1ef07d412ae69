"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { DeliverySheet } from "#components/deliveries/delivery-detail.tsx";
import { DeliveryRow } from "#components/deliveries/delivery-row.tsx";
import { useTRPC } from "#components/trpc/client.tsx";
import { MAX_ACTIONS } from "#core/action.ts";

const REFRESH_MS = 3_000;

/** What a batch has sent on its completion; nothing when it was asked for nothing. */
export function BatchDeliveries({ batchId }: { batchId: number }) {
  const trpc = useTRPC();
  const [openId, setOpenId] = useState<number | null>(null);
  const { data } = useQuery(
    trpc.deliveries.list.queryOptions({ batchId, limit: MAX_ACTIONS }, { refetchInterval: REFRESH_MS }),
  );
  if (!data || data.rows.length === 0) return null;
  return (
    <section aria-label="Deliveries of the batch">
      <ul>
        {data.rows.map((delivery) => (
          <li key={delivery.id}>
            <DeliveryRow delivery={delivery} showRun={false} onOpen={setOpenId} />
          </li>
        ))}
      </ul>
      <DeliverySheet id={openId} onClose={() => setOpenId(null)} />
    </section>
  );
}
