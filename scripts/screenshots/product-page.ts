import type { Heddle } from "#cli/connect.ts";
import type { Definition } from "#core/definition.ts";
import { reviewOf, waitFor } from "#scripts/demo/wait-for.ts";
import { stageOf } from "#scripts/screenshots/stage-of.ts";

const WRITE = `const first = \`Grown on the south slope.
Picked in the second week of April, by hand and in the morning, when the leaf is still cool.
It tastes of chestnut, and of rain, and of much else besides.
Brew it at 80 degrees for two minutes.\`;
const shorter = \`Grown on the south slope.
Picked by hand in April, while the leaf is cool.
It tastes of chestnut and rain.
Brew it at 80 degrees for two minutes.\`;

export default (input, { feedback }) => (feedback ? shorter : first);
`;

const PRICES = `export default (input, { feedback }) => [
  { market: "Germany", price: feedback ? 12 : 14, currency: "EUR" },
  { market: "Japan", price: 1900, currency: "JPY" },
  { market: "Norway", price: 129, currency: "NOK" },
];
`;

/** A page of a shop, whose text and prices a person approves. */
export const productPage: Definition = {
  heddle: 1,
  name: "product.page",
  title: "Product page",
  description: "Writes a page for the shop and asks for its prices.",
  itemId: { $: "input.article" },
  stages: [
    stageOf("write", "code", "Write the text", { x: 0, y: 0 }, { source: WRITE }),
    stageOf("price", "code", "Ask for prices", { x: 0, y: 120 }, { source: PRICES }),
    stageOf(
      "approve",
      "review",
      "Approve the page",
      { x: 260, y: 60 },
      {
        summary: "**Spring tea** is ready for the shop. Is the text right, and are the prices?",
        details: {
          title: "Spring tea, 100 g",
          text: { $: "stages.write.output" },
          prices: { $: "stages.price.output" },
        },
      },
    ),
  ],
  dependencies: [
    { from: "write", to: "approve", requiresSuccess: true },
    { from: "price", to: "approve", requiresSuccess: true },
  ],
};

/** Starts a page, sends it back, and waits for what comes of it. Returns the review of the second round. */
export async function sendPageBack(owner: Heddle): Promise<number> {
  const { runId } = await owner.runs.start.mutate({ workflow: productPage.name, input: { article: "spring-tea" } });
  const reviewId = await waitFor(owner, runId, reviewOf);
  const { taskId, attempt, contentHash } = await owner.reviews.get.query({ reviewId });
  await owner.reviews.requestChanges.mutate({
    reviewId,
    taskId,
    attempt,
    contentHash,
    comment: "Shorter sentences, please. And ask whether Germany can be cheaper.",
    stages: ["write", "price"],
    marks: [
      { path: "text", line: 3, note: "Too many ands" },
      { path: "prices.0", note: "More than last year" },
    ],
  });
  return waitFor(owner, runId, (event) => {
    const found = reviewOf(event);
    return found === reviewId ? undefined : found;
  });
}
