"use client";

import type { StageChange } from "#components/editor/draft.ts";
import { NumberField, YesNoField } from "#components/editor/plain-fields.tsx";
import { RetryPolicy, type Stage } from "#core/definition.ts";

const DAY_S = 86_400;
const NO_RETRY: RetryPolicy = RetryPolicy.parse({});

export function RetryFields({ stage, onChange }: { stage: Stage; onChange: (change: StageChange) => void }) {
  const retry = stage.retry ?? NO_RETRY;
  const change = (part: Partial<RetryPolicy>) => onChange({ retry: { ...retry, ...part } });
  const seconds = (ms: number) => ms / 1_000;
  return (
    <>
      <div className="grid grid-cols-2 gap-2">
        <NumberField
          label="Attempts at most"
          value={retry.maxAttempts}
          min={1}
          max={100}
          onChange={(maxAttempts = 1) => change({ maxAttempts })}
        />
        <NumberField
          label="Time limit (s)"
          hint="For one attempt"
          value={seconds(stage.timeoutMs)}
          min={0.01}
          max={DAY_S}
          isWhole={false}
          onChange={(limit = 60) => onChange({ timeoutMs: Math.round(limit * 1_000) })}
        />
        {retry.maxAttempts > 1 && (
          <>
            <NumberField
              label="First pause (s)"
              value={seconds(retry.backoffMs)}
              min={0}
              max={DAY_S}
              isWhole={false}
              onChange={(pause = 1) => change({ backoffMs: Math.round(pause * 1_000) })}
            />
            <NumberField
              label="Pause grows by (×)"
              hint="With each attempt"
              value={retry.factor}
              min={1}
              max={10}
              isWhole={false}
              onChange={(factor = 2) => change({ factor })}
            />
            <NumberField
              label="Longest pause (s)"
              value={seconds(retry.maxBackoffMs)}
              min={0}
              max={DAY_S}
              isWhole={false}
              onChange={(pause = 300) => change({ maxBackoffMs: Math.round(pause * 1_000) })}
            />
          </>
        )}
      </div>
      <YesNoField
        label="The run may complete without it"
        hint="A failure of this stage does not fail the run."
        value={stage.allowFailure}
        onChange={(allowFailure) => onChange({ allowFailure })}
      />
    </>
  );
}
