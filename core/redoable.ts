import type { Definition } from "#core/definition.ts";
import { downstreamOf, topologicalOrder, upstreamOf } from "#core/graph.ts";
import { type Source, sourcesOf } from "#core/lineage.ts";

/** A stage that can be done over because of a review. */
export interface RedoableStage {
  stageId: string;
  title: string;
}

export interface Redoable {
  /** The stages that a review can be sent back to, in the order in which they run; of a stage's own output that stage comes first. */
  redoable: RedoableStage[];
  /** All stages that come with those when they are done over, the reviewed one left out, with what each directly depends on. */
  follows: (RedoableStage & { dependsOn: string[] })[];
  /** Which stages made what stands where in the details. */
  sources: Source[];
}

/** What can be done over because of a review: of a gate what comes before it, of a stage's own output that stage as well. */
export function redoableOf(
  { stages, dependencies }: Pick<Definition, "stages" | "dependencies">,
  stageId: string,
  purpose: "gate" | "check",
): Redoable {
  const order = topologicalOrder(
    stages.map(({ id }) => id),
    dependencies,
  );
  const byId = new Map(stages.map((stage) => [stage.id, stage]));
  const named = (id: string): RedoableStage => ({ stageId: id, title: byId.get(id)?.title || id });
  const isBefore = upstreamOf([stageId], dependencies);
  const before = order.filter((id) => isBefore.has(id));
  const behind = downstreamOf([stageId], dependencies);
  const concerned = new Set([...before, ...downstreamOf(before, dependencies)]);
  const leading = Map.groupBy(dependencies, ({ to }) => to);
  const parentsOf = (id: string) => (leading.get(id) ?? []).map(({ from }) => from);

  const stage = byId.get(stageId);
  const found = stage && purpose === "gate" ? sourcesOf(stage, before) : [];
  const whole = purpose === "check" ? [stageId] : parentsOf(stageId);
  return {
    redoable: (purpose === "check" ? [stageId, ...before] : before).map(named),
    follows: order
      .filter((id) => concerned.has(id) && id !== stageId && !behind.has(id))
      .map((id) => ({
        ...named(id),
        dependsOn: parentsOf(id).filter((from) => concerned.has(from)),
      })),
    // What shows nothing that a stage made is best sent back to what stands right before it.
    sources: found.length > 0 || whole.length === 0 ? found : [{ path: "", stages: whole }],
  };
}

/** What else is done over, in order, when these stages are. */
export function alsoRedone(follows: Redoable["follows"], chosen: readonly string[]): RedoableStage[] {
  const edges = follows.flatMap(({ stageId, dependsOn }) => dependsOn.map((from) => ({ from, to: stageId })));
  const after = downstreamOf(chosen, edges);
  return follows.filter(({ stageId }) => after.has(stageId) && !chosen.includes(stageId));
}
