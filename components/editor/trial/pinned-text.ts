import type { TrialKind } from "#core/trial.ts";

/** What a stage is given that has not been run yet. */
const FIRST: Record<TrialKind, unknown> = {
  code: {},
  transform: { input: {}, item: { id: null }, stages: {} },
  http: { input: {}, item: { id: null }, stages: {} },
  llm: { input: {}, item: { id: null }, stages: {} },
};

export const written = (value: unknown): string => JSON.stringify(value ?? null, null, 2);

/** What stands in the field when nothing is pinned and no run is there. */
export const firstText = (kind: TrialKind): string => written(FIRST[kind]);

/** Reads JSON that was typed; what is empty is null. */
export function readTyped(text: string): { value: unknown } | { mistake: string } {
  if (text.trim() === "") return { value: null };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { mistake: `This is not JSON yet: ${error instanceof Error ? error.message : "it does not parse"}` };
  }
}
