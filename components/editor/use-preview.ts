"use client";

import { useDeferredValue, useEffect, useState } from "react";
import { useEditor } from "#components/editor/editor-context.ts";
import type { ExpressionPlace } from "#components/editor/expression-scope.ts";
import type { Preview } from "#components/editor/preview-protocol.ts";
import { expressionProblem, referencesOf } from "#core/expression-syntax.ts";

const QUIET_MS = 200;
/** What an action sees of its moment is not in the last run's data. */
const OF_THE_MOMENT = new Set(["task", "run", "metadata"]);
/** Nor is what caused a follow-up, and the element that it is for. */
const OF_A_FOLLOW_UP = new Set([...OF_THE_MOMENT, "output", "item"]);

/** The value of an expression over the last run's data, a moment after one stops typing; null while it is not known. */
export function usePreview(source: string, place: ExpressionPlace): Preview | null {
  const { preview: evaluator, definition } = useEditor();
  const [answer, setAnswer] = useState<{ source: string; preview: Preview } | null>(null);
  const wanted = useDeferredValue(source);
  const stage = definition.stages.find(({ id }) => id === place.stageId);
  const itemsSource = (place.isPerSubtask && stage?.forEach?.items.$) || null;
  const unknown = place.isFollowUp ? OF_A_FOLLOW_UP : place.moment ? OF_THE_MOMENT : null;
  const checkOf = place.isCheck ? place.stageId : null;

  useEffect(() => {
    if (!evaluator || wanted.trim() === "" || expressionProblem(wanted)) return;
    if (unknown && referencesOf(wanted).names.some((name) => unknown.has(name))) return;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const preview = await evaluator.evaluate(wanted, { itemsSource, checkOf });
      if (isCurrent) setAnswer({ source: wanted, preview });
    }, QUIET_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [evaluator, wanted, itemsSource, checkOf, unknown]);

  return answer?.source === source ? answer.preview : null;
}
