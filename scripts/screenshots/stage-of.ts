import type { Definition } from "#core/definition.ts";

type Stage = Definition["stages"][number];

/** A stage without retries, at a place on the canvas. */
export const stageOf = (
  id: string,
  kind: Stage["kind"],
  title: string,
  position: { x: number; y: number },
  config: Record<string, unknown>,
): Stage => ({ id, kind, title, config, timeoutMs: 60_000, allowFailure: false, position });
