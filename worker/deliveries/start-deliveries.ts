import { listen } from "#server/engine/listener.ts";
import { DeliverySender, type SenderDeps, type SenderSettings } from "#worker/deliveries/sender.ts";
import { every } from "#worker/every.ts";

/** Ten attempts, 2, 4, 8 … 300 seconds apart; a host that failed five times in a row is left alone for thirty seconds. */
export const DELIVERY_SETTINGS: SenderSettings = {
  slots: 256,
  leaseMs: 60_000,
  timeoutMs: 10_000,
  policy: { maxAttempts: 10, baseMs: 1_000, capMs: 300_000 },
  breaker: { threshold: 5, openMs: 30_000, perHost: 8 },
};

/** Sends deliveries as soon as a commit causes them, until it is stopped. The URL is that of a direct connection. */
export async function startDeliveries(
  deps: SenderDeps,
  settings: SenderSettings,
  { directUrl, pollMs }: { directUrl: string; pollMs: number },
): Promise<{ stop(): Promise<void> }> {
  const sender = new DeliverySender(deps, settings);
  const wake = () => sender.wake();
  const listening = await listen(directUrl, "heddle_delivery", wake, wake);
  const stopPolling = every(pollMs, deps.logger, "poll for deliveries", wake);
  return {
    async stop() {
      stopPolling();
      await listening.close();
      await sender.stop();
    },
  };
}
