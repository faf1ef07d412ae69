import { defineStage, PermanentError } from "heddle/stages";
import { z } from "zod";

/** Lets small amounts pass, asks a person about larger ones, and refuses what nobody may spend. */
export default defineStage({
  name: "spending.limit",
  title: "Spending limit",
  description: "Asks a person when an amount is above the limit",
  input: z.object({ amount: z.number().min(0), purpose: z.string() }),
  output: z.never(),
  config: z.object({
    limit: z.number().min(0).default(100).describe("Amounts up to this need nobody"),
    most: z.number().min(0).default(10_000).describe("More than this is refused"),
    currency: z.enum(["EUR", "USD", "GBP"]).default("EUR"),
  }),
  run({ amount, purpose }, { config, skip, awaitReview }) {
    const { limit, most, currency } = config;
    if (amount > most) throw new PermanentError(`${amount} ${currency} is more than anybody may spend`);
    if (amount <= limit) return skip({ decision: "approved", comment: `within ${limit} ${currency}` });
    return awaitReview({
      summary: `**${amount} ${currency}** for ${purpose}?`,
      details: { amount, currency, limit },
      form: z.object({ account: z.string().meta({ title: "Account" }) }),
    });
  },
});
