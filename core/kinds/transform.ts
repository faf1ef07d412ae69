import { z } from "zod";

export const transformConfig = z.strictObject({
  expression: z.string().min(1).max(10_000).describe("JSONata. Its result is the output of the stage."),
});
export type TransformConfig = z.infer<typeof transformConfig>;
