import { z } from "zod";
import { ASSIGNEE, ASSIGNEE_WORDS } from "#core/assignee.ts";
import { reviewConfig } from "#core/kinds/review.ts";
import type { Queryable } from "#server/db.ts";
import { askReview } from "#server/engine/ask-review.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import { type Method, method } from "#worker/services/heddle/method.ts";
import { ServiceError, WAITS } from "#worker/services/host-service.ts";

const Assignee = z.string().max(200).regex(ASSIGNEE, `is not ${ASSIGNEE_WORDS}`);

const Ask = z.strictObject({
  title: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u, "is more than one line"),
  value: z.json().default(null),
  instructions: z.string().max(20_000).default(""),
  form: reviewConfig.shape.form,
  assignees: z.array(Assignee).max(50).default([]),
});

/** What code asks a person, and waits for: it is suspended meanwhile, however long they take. */
export const reviewMethods = (db: Queryable, schemas: Pick<Expressions, "validate">): Record<string, Method> => ({
  review: method("review", Ask, async ({ title, value, instructions, form = null, assignees }, caller, { id }) => {
    // Nobody could fill it in.
    const checked = form && (await schemas.validate(form, {}));
    if (checked && !checked.ok) throw new ServiceError("bad_input", `review: form: ${checked.failure.message}`);
    const { taskId, lease } = caller;
    const asked = { title, summary: instructions, details: value, form, assignees };
    const answer = await askReview(db, { taskId, lease, callId: id }, asked);
    if (answer === "lost") throw new ServiceError("stopped", "The task belongs to another worker by now");
    if (answer === "waits") return WAITS;
    const { content, at, marks, ...said } = answer;
    const approved = said.decision === "approved" ? content : null;
    return { ...said, value: approved, marks: marks ?? [], at: new Date(at).toISOString() };
  }),
});
