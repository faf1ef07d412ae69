import ELK, { type ElkNode } from "elkjs/lib/elk-api.js";
import { NODE_HEIGHT, NODE_WIDTH, type Point } from "#components/graph/graph-node.ts";
import type { Definition } from "#core/definition.ts";

type Drawing = Pick<Definition, "stages" | "dependencies">;

/** Arranges all stages in layers from left to right. Runs in a web worker; resolves to a place for each stage id. */
export async function layoutGraph(drawing: Drawing): Promise<Map<string, Point>> {
  const worker = new Worker(new URL("./layout-worker.ts", import.meta.url));
  try {
    const elk = new ELK({ workerFactory: () => worker });
    return positionsOf(await elk.layout(toElkGraph(drawing)));
  } finally {
    worker.terminate();
  }
}

const ACCURATE_UP_TO = 300;

export function toElkGraph({ stages, dependencies }: Drawing): ElkNode {
  const ids = new Set(stages.map(({ id }) => id));
  return {
    id: "root",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": "RIGHT",
      "elk.spacing.nodeNode": "32",
      "elk.spacing.componentComponent": "64",
      "elk.layered.spacing.nodeNodeBetweenLayers": dependencies.some(({ when }) => when) ? "168" : "96",
      "elk.layered.thoroughness": stages.length > ACCURATE_UP_TO ? "1" : "7",
      "elk.layered.nodePlacement.strategy": stages.length > ACCURATE_UP_TO ? "SIMPLE" : "BRANDES_KOEPF",
    },
    children: Array.from(ids, (id) => ({ id, width: NODE_WIDTH, height: NODE_HEIGHT })),
    edges: dependencies
      .filter(({ from, to }) => from !== to && ids.has(from) && ids.has(to))
      .map(({ from, to }, index) => ({ id: `dependency-${index}`, sources: [from], targets: [to] })),
  };
}

export const positionsOf = (laidOut: ElkNode): Map<string, Point> =>
  new Map((laidOut.children ?? []).map(({ id, x, y }) => [id, { x: Math.round(x ?? 0), y: Math.round(y ?? 0) }]));
