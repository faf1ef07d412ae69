import { NewRule, type RuleType } from "#core/rule.ts";

/** A rule as it is typed. */
export interface RuleDraft {
  type: RuleType;
  max: string;
  kind: string;
  workflow: string;
  stage: string;
  fields: string;
}

type Given = Pick<NewRule, "type" | "fields" | "max"> & {
  kind?: string | null | undefined;
  workflow?: string | null | undefined;
  stage?: string | null | undefined;
};

export const NEW_RULE: RuleDraft = { type: "concurrency", max: "1", kind: "", workflow: "", stage: "", fields: "" };

export const draftOf = ({ type, max, kind, workflow, stage, fields }: Given): RuleDraft => ({
  type,
  max: String(max),
  kind: kind ?? "",
  workflow: workflow ?? "",
  stage: stage ?? "",
  fields: fields.join(", "),
});

/** The rule that was typed, or by field what is wrong with it. */
export function readDraft(draft: RuleDraft): { rule: NewRule } | { errors: Record<string, string> } {
  const name = (text: string) => text.trim() || undefined;
  const parsed = NewRule.safeParse({
    type: draft.type,
    max: draft.max.trim() === "" ? Number.NaN : Number(draft.max),
    kind: name(draft.kind),
    workflow: name(draft.workflow),
    stage: name(draft.stage),
    fields: draft.fields
      .split(",")
      .map((field) => field.trim())
      .filter(Boolean),
  });
  if (parsed.success) {
    const { kind, workflow, stage, ...rest } = parsed.data;
    return { rule: { ...rest, ...(kind && { kind }), ...(workflow && { workflow }), ...(stage && { stage }) } };
  }
  const errors: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) {
    const field = String(path[0]);
    errors[field] ??= field === "max" ? "A whole number, 0 or more." : `A field ${message}.`;
  }
  return { errors };
}
