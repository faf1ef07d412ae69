import { z } from "zod";
import { FUNCTIONS_MODULE } from "#core/code-modules.ts";
import type { Failure } from "#core/run-event.ts";

const Place = z.object({ module: z.string().optional(), line: z.int().min(1) });
const Details = z.union([
  z.object({ stack: z.tuple([Place], z.unknown()) }).transform(({ stack: [first] }) => first),
  Place,
]);

export interface CodePlace {
  line: number;
  /** Where the editor shows it. */
  href: string;
}

/** The line of a workflow's code at which a stage has failed; null when none is known. */
export function codePlaceOf({ code, details }: Failure, workflowName: string, stageId: string): CodePlace | null {
  if (!code.startsWith("code_")) return null;
  const { data: place } = Details.safeParse(details);
  if (!place) return null;
  const { module, line } = place;
  const search = new URLSearchParams({ ...(module !== FUNCTIONS_MODULE && { stage: stageId }), line: String(line) });
  return { line, href: `/workflows/${encodeURIComponent(workflowName)}?${search}` };
}
