import { readFileSync } from "node:fs";
import type { Heddle } from "#cli/connect.ts";
import type { Definition } from "#core/definition.ts";
import { reviewLicense, type Verdict } from "#scripts/demo/review-license.ts";
import { endOf, reviewOf, waitFor } from "#scripts/demo/wait-for.ts";
import { invoiceImport } from "#scripts/screenshots/invoice-import.ts";
import { operate } from "#scripts/screenshots/operation.ts";
import { productPage, sendPageBack } from "#scripts/screenshots/product-page.ts";
import { supplierPrices } from "#scripts/screenshots/supplier-prices.ts";

const TEXTS = `${import.meta.dirname}/../../examples/license-review/texts`;
const FIT: Verdict = { decision: "approved", comment: "Fit for our products.", form: { risk: "low" } };
const HEAVY: Verdict = {
  decision: "approved",
  comment: "Keep it out of what we ship.",
  form: { risk: "high", note: "Offer the source with every copy." },
};
const VAGUE: Verdict = { decision: "rejected", comment: "Too vague to rely on.", form: { risk: "high" } };

const license = (id: string) => ({ id, text: readFileSync(`${TEXTS}/${id}.txt`, "utf8") });

/** The runs that pictures show. */
export interface Story {
  completed: number;
  failed: number;
  running: number;
  open: number;
  openReview: number;
  /** Of what was sent back and made anew. */
  secondRound: number;
  batch: number;
}

/** Fills a workspace with people, workflows and runs in every state. */
export async function tellStory(owner: Heddle, suppliers: string): Promise<Story> {
  await owner.people.add.mutate({
    name: "Robin Reyes",
    email: "robin@example.org",
    password: "robin's password",
    role: "reviewer",
  });
  await owner.people.add.mutate({
    name: "Vera Lind",
    email: "vera@example.org",
    password: "vera's password",
    role: "viewer",
  });
  await owner.keys.create.mutate({ name: "nightly import", role: "editor" });
  await publish(owner, {
    ...invoiceImport,
    actions: [{ on: "failure", method: "POST", url: `${suppliers}/hooks/accounting`, headers: {} }],
  });
  await publish(owner, supplierPrices(suppliers));

  await reviewLicense(owner, owner, license("Apache-2.0"), FIT);
  await reviewLicense(owner, owner, license("Artistic-1.0"), VAGUE);
  const { run: completed } = await reviewLicense(owner, owner, license("GPL-3"), HEAVY);
  await openReview(owner, license("MIT"));
  await owner.runs.cancel.mutate({ runId: (await openReview(owner, license("ISC"))).runId });
  const lines = ["120.00", "17.50", "12,3O", "8.00"].map((amount) => ({ amount }));
  const failed = await owner.runs.start.mutate({ workflow: "invoice.import", input: { number: "2026-0417", lines } });
  await waitFor(owner, failed.runId, endOf);
  await reviewLicense(owner, owner, license("BSD-3-Clause"), FIT);
  const open = await openReview(owner, license("MPL-2.0"));
  const running = await owner.runs.start.mutate({ workflow: "supplier.prices", input: { article: "PX-208" } });
  await publish(owner, productPage);
  const secondRound = await sendPageBack(owner);
  const { batch } = await operate(owner);
  return {
    batch,
    completed: completed.id,
    failed: failed.runId,
    running: running.runId,
    open: open.runId,
    openReview: open.reviewId,
    secondRound,
  };
}

async function publish(owner: Heddle, definition: Definition): Promise<void> {
  const { name, title } = definition;
  await owner.workflows.create.mutate({ name, title });
  const { revision } = await owner.workflows.get.query({ name });
  const saved = await owner.workflows.saveDraft.mutate({ name, revision, definition });
  await owner.workflows.publish.mutate({ name, revision: saved.revision });
}

async function openReview(owner: Heddle, { id, text }: { id: string; text: string }) {
  const { runId } = await owner.runs.start.mutate({ workflow: "license.review", input: { id, name: id, text } });
  return { runId, reviewId: await waitFor(owner, runId, reviewOf) };
}
