import { z } from "zod";

/** Text from the guest goes into the database. */
const Name = z.string().transform((name) => name.toWellFormed().replaceAll("\0", "\ufffd"));

/** What a guest asks of the host after a step, and whether it has ended. */
export const Drained = z.object({
  outbox: z.array(
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("timer"), id: z.number(), ms: z.number() }),
      z.object({ kind: z.literal("forget"), id: z.number() }),
      z.object({
        kind: z.literal("call"),
        id: z.number(),
        service: Name,
        method: Name,
        args: z.string(),
      }),
    ]),
  ),
  artifacts: z.number(),
  end: z.unknown(),
});

export type Drained = z.infer<typeof Drained>;
