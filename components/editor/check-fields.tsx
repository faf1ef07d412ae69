"use client";

import { useEditor } from "#components/editor/editor-context.ts";
import { ExpressionField } from "#components/editor/expression-field.tsx";
import { SourceField } from "#components/editor/fields/code.tsx";
import { ChoiceField, NumberField } from "#components/editor/plain-fields.tsx";
import { problemsAt } from "#components/editor/problem-places.ts";
import { maxAttemptsOf } from "#core/backoff.ts";
import { asksPerson, type Check, DEFAULT_MAX_ROUNDS } from "#core/check.ts";
import type { Stage } from "#core/definition.ts";

const KINDS = { none: "None", expression: "An expression", source: "Code" };
type CheckKind = keyof typeof KINDS;

const POLICIES: Record<Check["review"], string> = {
  never: "Never, unless the check is uncertain",
  always: "Always, also when it is accepted",
  onEscalation: "When the attempts are used up",
  onUncertainty: "When the check is uncertain",
  onEscalationOrUncertainty: "When uncertain, or attempts are used up",
};
const EXHAUSTED: Record<Check["onExhausted"], string> = { fail: "Fails the stage", review: "Asks a person" };

const FIRST_EXPRESSION = "$exists(output)";
const FIRST_SOURCE = `export default function (output, { input, attempt, maxAttempts, previous }) {
  if (output) return true;
  return { verdict: "rejected", feedback: { summary: "There is no output" } };
}
`;
const VERDICTS =
  'Answers true, false, { "verdict": "rejected", "feedback": { "summary": … } } or { "verdict": "uncertain", "reason": … }.';

interface CheckFieldsProps {
  stage: Stage;
  index: number;
  onChange: (check: Check | undefined) => void;
}

/** Who judges the output of a stage, and what follows when it is not good enough. */
export function CheckFields({ stage, index, onChange }: CheckFieldsProps) {
  const { check } = stage;
  const kind: CheckKind = !check ? "none" : check.source === undefined ? "expression" : "source";
  const attempts = maxAttemptsOf(stage);

  function choose(next: string) {
    const { review = "never", onExhausted = "fail", maxRounds } = check ?? {};
    const asks = { review, onExhausted, ...(maxRounds !== undefined && { maxRounds }) };
    if (next === "none") onChange(undefined);
    else if (next === "source") onChange({ source: FIRST_SOURCE, ...asks });
    else onChange({ expression: FIRST_EXPRESSION, ...asks });
  }

  return (
    <>
      <ChoiceField
        label="Judged by"
        hint={
          check
            ? `What is rejected is made anew with the feedback, ${attempts === 1 ? "but this stage has one attempt: allow more under When it fails" : `in up to ${attempts} attempts`}.`
            : "Judges each output, and sends it back with feedback when it is not good enough."
        }
        value={kind}
        choices={KINDS}
        onChange={choose}
      />
      {check && <CheckBody stage={stage} index={index} check={check} onChange={onChange} />}
      {check && (
        <>
          <ChoiceField
            label="A person decides"
            value={check.review}
            choices={POLICIES}
            onChange={(review) => onChange({ ...check, review: review as Check["review"] })}
          />
          {!asksPerson({ ...check, onExhausted: "fail" }, "escalation") && (
            <ChoiceField
              label="With no attempt left"
              value={check.onExhausted}
              choices={EXHAUSTED}
              onChange={(onExhausted) =>
                onChange({ ...check, onExhausted: onExhausted === "review" ? "review" : "fail" })
              }
            />
          )}
          <NumberField
            label="Most rounds"
            hint="How often a reviewer may see it: a request for changes makes the output anew."
            value={check.maxRounds ?? DEFAULT_MAX_ROUNDS}
            min={1}
            max={100}
            isWhole
            onChange={(maxRounds) => onChange({ ...check, maxRounds })}
          />
        </>
      )}
    </>
  );
}

interface CheckBodyProps extends CheckFieldsProps {
  check: Check;
}

function CheckBody({ stage, index, check, onChange }: CheckBodyProps) {
  const { problems } = useEditor();
  const path = ["stages", index, "check", "source"];
  if (check.source !== undefined)
    return (
      <SourceField
        label="Code of the check"
        hint={`The default export gets the output and { input, attempt, maxAttempts, previous }. ${VERDICTS}`}
        value={check.source}
        onChange={(source) => onChange({ ...check, source: String(source) })}
        path={path}
      />
    );
  return (
    <ExpressionField
      label="Verdict"
      hint={`Reads output, attempt, maxAttempts, previous, and what the stage reads. ${VERDICTS}`}
      value={check.expression ?? ""}
      place={{ stageId: stage.id, isPerSubtask: stage.forEach !== undefined, isCheck: true }}
      error={problemsAt(problems, ["stages", index, "check", "expression"])[0]?.message}
      onChange={(expression) => onChange({ ...check, expression })}
    />
  );
}
