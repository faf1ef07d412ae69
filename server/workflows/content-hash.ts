import type { Definition } from "#core/definition.ts";
import { hashOf } from "#server/content-hash.ts";

/** What a definition does, by hash: where its nodes stand on the canvas does not count. */
export const contentHash = (definition: Definition): string =>
  hashOf({ ...definition, stages: definition.stages.map(({ position: _, ...stage }) => stage) });
