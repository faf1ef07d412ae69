"use client";

import { useState } from "react";
import { Section } from "#components/compare/section.tsx";
import { TaskDiff } from "#components/compare/task-diff.tsx";
import { Field } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Select } from "#components/ui/select.tsx";
import type { ComparedSubtasks } from "#core/comparison-views.ts";

/** How many subtasks of a fan-out differ, and one of them. */
export function SubtaskDiff({ subtasks: { differing, sample } }: { subtasks: ComparedSubtasks }) {
  const [chosen, setChosen] = useState(0);
  const shown = sample[chosen];
  if (differing === null)
    return <Notice>The outputs of its subtasks are too large to be compared: only their facts are.</Notice>;
  if (!shown) return <Notice>All of its subtasks came to the same.</Notice>;
  return (
    <>
      <Section title={differing === 1 ? "1 subtask differs" : `${differing.toLocaleString("en")} subtasks differ`}>
        <Field label={sample.length < differing ? `One of the first ${sample.length}` : "Subtask"} className="max-w-56">
          {(control) => (
            <Select {...control} value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
              {sample.map(({ subtask, first, second }, index) => (
                <option key={subtask} value={index}>
                  [{subtask}]{first === null ? " only in the second" : second === null ? " only in the first" : ""}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </Section>
      <TaskDiff key={shown.subtask} first={shown.first} second={shown.second} />
    </>
  );
}
