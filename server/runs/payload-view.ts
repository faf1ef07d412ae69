import type { Payload } from "#core/views.ts";
import { artifactHref } from "#server/runs/artifact-view.ts";

/** JSON of a row as it is shown; under `hash` it is too large for that and is downloaded as `<name>.json`. Null when there is none. */
export function payloadView(
  runId: number,
  name: string,
  value: unknown,
  size: number | null,
  hash: string | null,
): Payload | null {
  if (hash !== null) return { size: size ?? 0, href: artifactHref(runId, hash, `${name}.json`) };
  return size === null ? null : { size, value };
}
