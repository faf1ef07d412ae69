import type { PlainValue } from "#core/metadata.ts";
import type { StageRule } from "#core/rule.ts";
import type { SlotName } from "#core/rule-views.ts";

type Said = Pick<StageRule, "type" | "fields" | "max"> & {
  kind?: string | null | undefined;
  workflow?: string | null | undefined;
  stage?: string | null | undefined;
};

/** What a rule limits, e.g. "stage resize of document.import": all tasks when it names nothing. */
export function scopeWords({ kind, workflow, stage }: Omit<Said, "type" | "fields" | "max">): string {
  const what = stage ? `stage ${stage}` : kind ? `${kind} stages` : workflow ? "all stages" : "all tasks";
  const ofKind = stage && kind ? ` (${kind})` : "";
  return `${what}${ofKind}${workflow ? ` of ${workflow}` : ""}`;
}

/** A rule as one sentence for people. */
export function ruleSentence(rule: Said): string {
  const amount =
    rule.type === "capacity"
      ? `Starts only below ${rule.max.toLocaleString("en")} outstanding`
      : rule.max === 0
        ? "Nothing may run"
        : `At most ${rule.max.toLocaleString("en")} at once`;
  const each = rule.fields.length > 0 ? `, for each ${rule.fields.join(" and ")}` : "";
  return `${amount}: ${scopeWords(rule)}${each}`;
}

/** Why a task that waits for this slot does not run. */
export function heldWords({ values, missing, ...scope }: SlotName): string {
  if (missing.length > 0)
    return `A rule on ${scopeWords(scope)} compares ${missing.join(" and ")}, which it lacks: it waits until the rule changes.`;
  const shared = Object.keys(values).length > 0 ? ` with ${slotWords(values, [])}` : "";
  return `Held back by a rule: as many of ${scopeWords(scope)}${shared} are at work as may be.`;
}

/** What tells a slot from the others of its rule: the values that its tasks share, and what they lack. */
export function slotWords(values: Record<string, PlainValue>, missing: readonly string[]): string {
  const shared = Object.entries(values).map(([name, value]) => `${name} ${value}`);
  const lacking = missing.map((name) => `without ${name}`);
  return [...shared, ...lacking].join(", ") || "All together";
}
