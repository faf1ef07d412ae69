import type { Heddle } from "#cli/connect.ts";

const lines = (...amounts: string[]) => amounts.map((amount) => ({ amount }));

/** What those see who run the place: a batch, triggers, a rule. */
export async function operate(owner: Heddle): Promise<{ batch: number }> {
  const { batchId } = await owner.batches.submit.mutate({
    workflow: "invoice.import",
    title: "Invoices of April",
    items: [
      { number: "2026-0421", lines: lines("80.00", "12.40") },
      { number: "2026-0422", lines: lines("15,OO") },
      { number: "2026-0423", lines: lines("310.00") },
      { number: "2026-0424", lines: lines("42.10", "7.90") },
    ],
  });
  await owner.rules.create.mutate({ type: "concurrency", kind: "http", fields: [], max: 8 });
  await owner.rules.create.mutate({
    type: "concurrency",
    workflow: "invoice.import",
    stage: "check",
    fields: [],
    max: 2,
  });
  await owner.triggers.create.mutate({
    name: "Every working morning",
    workflow: "supplier.prices",
    settings: {
      kind: "schedule",
      timing: { type: "cron", cron: "30 6 * * 1-5", timeZone: "Europe/Berlin" },
      input: { article: "PX-208" },
    },
  });
  await owner.triggers.create.mutate({
    name: "Licenses from the scanner",
    workflow: "license.review",
    settings: { kind: "webhook", auth: { type: "hmac", header: "X-Signature-256" } },
  });
  await owner.triggers.create.mutate({
    name: "Invoice received",
    workflow: "invoice.import",
    settings: { kind: "event", event: "invoice.received", filter: "$count(payload.lines) > 0" },
  });
  return { batch: batchId };
}
