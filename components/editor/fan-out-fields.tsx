"use client";

import { useState } from "react";
import { useEditor } from "#components/editor/editor-context.ts";
import { ExpressionField } from "#components/editor/expression-field.tsx";
import { ChoiceField, NumberField, YesNoField } from "#components/editor/plain-fields.tsx";
import { problemsAt } from "#components/editor/problem-places.ts";
import type { ForEach, Stage } from "#core/definition.ts";

const AFTER_FAILURE = { fail: "Fails the stage", continue: "Lets the others go on" };

interface FanOutFieldsProps {
  stage: Stage;
  index: number;
  onChange: (forEach: ForEach | undefined) => void;
}

export function FanOutFields({ stage, index, onChange }: FanOutFieldsProps) {
  const { problems } = useEditor();
  const { forEach } = stage;
  const start: ForEach = { items: { $: "input.items" }, onFailure: "fail" };
  return (
    <>
      <YesNoField
        label="Once for each item of a list"
        hint="The stage runs as one subtask an item; its output is the list of theirs."
        value={forEach !== undefined}
        onChange={(isOn) => onChange(isOn ? start : undefined)}
      />
      {forEach && (
        <>
          <ItemsField
            forEach={forEach}
            stageId={stage.id}
            error={problemsAt(problems, ["stages", index, "forEach"])[0]?.message}
            onChange={onChange}
          />
          <div className="grid grid-cols-2 gap-2">
            <NumberField
              label="At the same time"
              value={forEach.concurrency}
              min={1}
              max={10_000}
              whenEmpty="No limit"
              onChange={(concurrency) => {
                const { concurrency: _, ...others } = forEach;
                onChange(concurrency === undefined ? others : { ...forEach, concurrency });
              }}
            />
            <ChoiceField
              label="A failed subtask"
              value={forEach.onFailure}
              choices={AFTER_FAILURE}
              onChange={(onFailure) =>
                onChange({ ...forEach, onFailure: onFailure === "continue" ? "continue" : "fail" })
              }
            />
          </div>
        </>
      )}
    </>
  );
}

interface ItemsFieldProps {
  forEach: ForEach;
  stageId: string;
  error: string | undefined;
  onChange: (forEach: ForEach) => void;
}

function ItemsField({ forEach, stageId, error, onChange }: ItemsFieldProps) {
  // An empty expression is no definition, so it stays here until something is written.
  const [isEmpty, setIsEmpty] = useState(false);
  return (
    <ExpressionField
      label="Items"
      hint="The list. Each subtask reads its own item as subtask.item."
      value={isEmpty ? "" : forEach.items.$}
      place={{ stageId, isPerSubtask: false }}
      error={isEmpty ? "An expression is needed." : error}
      onChange={($) => {
        setIsEmpty($ === "");
        if ($) onChange({ ...forEach, items: { $ } });
      }}
    />
  );
}
