import { NODE_HEIGHT, NODE_WIDTH, type Point } from "#components/graph/graph-node.ts";
import { stagePositions } from "#components/graph/layered-positions.ts";
import type { Definition } from "#core/definition.ts";

const COLUMN_GAP = 96;
const ROW_GAP = 32;

/** The definition with every stage in the place where it is shown, so that a new one does not move the others. */
export function pinned(definition: Definition): Definition {
  if (definition.stages.every(({ position }) => position)) return definition;
  const places = stagePositions(definition);
  return {
    ...definition,
    stages: definition.stages.map((stage) =>
      stage.position ? stage : { ...stage, position: places.get(stage.id) ?? { x: 0, y: 0 } },
    ),
  };
}

/** The first place at or below a point where a stage lies on no other. */
export function freePlace({ stages }: Definition, wish: Point): Point {
  const overlaps = ({ x, y }: Point) =>
    stages.some(
      ({ position }) => position && Math.abs(position.x - x) < NODE_WIDTH && Math.abs(position.y - y) < NODE_HEIGHT,
    );
  let place = { x: Math.round(wish.x), y: Math.round(wish.y) };
  while (overlaps(place)) place = { x: place.x, y: place.y + NODE_HEIGHT + ROW_GAP };
  return place;
}

/** Where a stage goes that comes after another. */
export const placeAfter = ({ x, y }: Point): Point => ({ x: x + NODE_WIDTH + COLUMN_GAP, y });
