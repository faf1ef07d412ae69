import { type Command, Option } from "commander";
import { UsageError } from "#cli/exit-codes.ts";
import { readId, readInput, several } from "#cli/read-input.ts";
import type { Act, Session } from "#cli/session.ts";
import { table } from "#cli/table.ts";
import { HeddleError } from "#client/heddle-client.ts";
import { decideSeen, type Verdict } from "#client/wait-for-review.ts";
import { DECIDED } from "#core/decision.ts";
import type { ReviewSummary, ReviewView } from "#core/review-views.ts";

interface Options {
  comment: string;
  form: string[];
  seen?: string;
}

const HEADING = ["REVIEW", "WORKFLOW", "RUN", "ITEM", "STAGE", "OPENED", "ASKS"];
/** So many characters of what is shown name it. */
const SEEN = 12;

const rowOf = (review: ReviewSummary): string[] => [
  String(review.id),
  review.workflowName,
  String(review.runId),
  review.itemId ?? "",
  review.stageId,
  review.openedAt,
  review.decision ? `${DECIDED[review.decision]} by ${review.decidedBy}` : review.headline,
];

function reviewText(review: ReviewView): string {
  const fields = Object.keys((review.form?.properties as object | undefined) ?? {});
  const state = review.decision ? `${DECIDED[review.decision]} by ${review.decidedBy}` : review.status;
  const lines = [
    `Review ${review.id} of ${review.workflowName}, run ${review.runId}, stage ${review.stageId}: ${state}`,
    `For ${review.assignees.join(", ")}`,
    "",
    review.summary,
    ...(review.details === null ? [] : ["", JSON.stringify(review.details, null, 2)]),
  ];
  if (review.status !== "open") return lines.join("\n");
  const form = fields.map((field) => ` --form ${field}=…`).join("");
  return [...lines, "", `heddle review approve ${review.id} --seen ${review.contentHash.slice(0, SEEN)}${form}`].join(
    "\n",
  );
}

/** Decides about what is open now, or only about what was seen before. */
async function decide(
  { heddle, print }: Session,
  id: number,
  seen: string | undefined,
  verdict: Verdict,
): Promise<void> {
  const review = await heddle.reviews.get.query({ reviewId: id });
  if (seen !== undefined && (seen.length < SEEN || !review.contentHash.startsWith(seen)))
    throw new HeddleError(
      "conflict",
      `Review ${id} does not show ${seen} any more; look again: heddle review show ${id}`,
    );
  await decideSeen(heddle, review, verdict, {});
  const { decision } = verdict;
  print(
    { reviewId: id, runId: review.runId, decision },
    `Review ${id} is ${DECIDED[decision]}; run ${review.runId} goes on.`,
  );
}

/** `heddle review`: what waits for a decision, and deciding it. */
export function addReview(program: Command, act: Act): void {
  const review = program.command("review").description("list, show and decide reviews");
  review
    .command("ls")
    .description("open reviews, the oldest first")
    .addOption(new Option("--status <status>").choices(["open", "decided"]).default("open"))
    .option("--limit <count>", "how many at most", readId, 20)
    .option("--cursor <cursor>", "`next` of the page before")
    .action(
      act(async ({ heddle, print }, options: { status: "open" | "decided"; limit: number; cursor?: string }) => {
        const page = await heddle.reviews.list.query(options);
        print(page, table(HEADING, page.rows.map(rowOf), `No reviews are ${options.status}.`));
      }),
    );
  review
    .command("show")
    .argument("<review>", "its number", readId)
    .action(
      act(async ({ heddle, print }, reviewId: number) => {
        const shown = await heddle.reviews.get.query({ reviewId });
        print(shown, reviewText(shown));
      }),
    );
  const decisions = { approve: "approved", reject: "rejected" } as const;
  for (const [name, decision] of Object.entries(decisions))
    review
      .command(name)
      .argument("<review>", "its number", readId)
      .option(
        "--form <answer>",
        "an answer to what is asked, as an input of `heddle run`; may be repeated",
        several,
        [],
      )
      .option("--comment <text>", "why", "")
      .option("--seen <hash>", "refuse when it shows something else by now")
      .action(
        act(async (session, id: number, { comment, seen, form: given }: Options) => {
          const form = readInput(given);
          await decide(session, id, seen, { decision, comment, ...(form && { form }) });
        }),
      );
  review
    .command("request-changes")
    .description("send it back to stages, which do their work over")
    .argument("<review>", "its number", readId)
    .option("--stage <stage>", "a stage that does its work over; may be repeated", several, [])
    .option("--comment <text>", "what should be different", "")
    .option("--seen <hash>", "refuse when it shows something else by now")
    .action(
      act(async (session, id: number, { stage: stages, comment, seen }: Options & { stage: string[] }) => {
        if (stages.length === 0 || !comment)
          throw new UsageError("Say what should be different by --comment, and which stages make it so by --stage");
        await decide(session, id, seen, { decision: "changes_requested", comment, stages });
      }),
    );
}
