import { z } from "zod";

export const codeConfig = z.strictObject({
  source: z
    .string()
    .min(1)
    .max(512 * 1024)
    .describe("JavaScript or TypeScript. The default export is called with the input."),
  memoryMb: z.int().min(8).max(512).default(64).meta({ title: "Memory (MiB)", description: "Limit of one attempt" }),
  cpuMs: z
    .int()
    .min(10)
    .max(600_000)
    .default(10_000)
    .meta({ title: "Processor time (ms)", description: "Limit of one attempt" }),
  sliceCpuMs: z
    .int()
    .min(10)
    .max(600_000)
    .optional()
    .meta({ title: "Processor time in one go (ms)", description: "Limit between two waits of the code" }),
});
export type CodeConfig = z.infer<typeof codeConfig>;
