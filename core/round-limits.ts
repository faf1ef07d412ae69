import { type Check, DEFAULT_MAX_ROUNDS } from "#core/check.ts";
import type { Stage } from "#core/definition.ts";
import { type ReviewConfig, reviewConfig } from "#core/kinds/review.ts";

/** How often a review may ask, and what a request for changes does after that: it fails the stage, or is refused. */
export type RoundLimits = Pick<ReviewConfig, "maxRounds" | "onExhausted">;

/** The limits of the reviews of a stage: of a gate its own, of a stage's own output those of the check that asks. */
export function roundLimits(
  stage: Pick<Stage, "kind" | "config" | "check"> | undefined,
  purpose: "gate" | "check",
): RoundLimits {
  return purpose === "check" ? ofCheck(stage?.check) : ofGate(stage);
}

/** A stage of the operator may ask as well: its config is its own. */
function ofGate(stage: Pick<Stage, "kind" | "config"> | undefined): RoundLimits {
  const { maxRounds, onExhausted } = reviewConfig.parse(stage?.kind === "review" ? stage.config : {});
  return { maxRounds, onExhausted };
}

const ofCheck = (check: Check | undefined): RoundLimits => ({
  maxRounds: check?.maxRounds ?? DEFAULT_MAX_ROUNDS,
  onExhausted: check?.onExhausted ?? "fail",
});
