"use client";

import { TRIGGER_TITLES } from "#components/editor/action-summary.ts";
import { useEditor } from "#components/editor/editor-context.ts";
import type { ExpressionPlace } from "#components/editor/expression-scope.ts";
import { ChoiceField, YesNoField } from "#components/editor/plain-fields.tsx";
import { problemsAt } from "#components/editor/problem-places.ts";
import { Rows, TemplateField } from "#components/editor/template-field.tsx";
import { ValueField } from "#components/editor/value-field.tsx";
import { ACTION_METHODS, type Action } from "#core/action.ts";

const METHODS = Object.fromEntries(ACTION_METHODS.map((method) => [method, method]));

interface ActionFormProps {
  action: Action;
  path: readonly (string | number)[];
  stageId: string | null;
  hasSubtasks: boolean;
  onChange: (action: Action) => void;
}

/** All that can be set on one action. */
export function ActionForm({ action, path, stageId, hasSubtasks, onChange }: ActionFormProps) {
  const { problems } = useEditor();
  const { on, method, url, headers, eachSubtask = false } = action;
  const moment = on === "start" ? "start" : "end";
  const place: ExpressionPlace = { stageId, isPerSubtask: eachSubtask, moment };
  const errorAt = (field: string) => problemsAt(problems, [...path, field])[0]?.message;

  function change(part: Partial<Action>) {
    const { body, eachSubtask: each, ...rest } = { ...action, ...part };
    onChange({ ...rest, ...(body !== undefined && { body }), ...(each && { eachSubtask: true }) });
  }

  return (
    <>
      <div className="grid grid-cols-2 gap-2">
        <ChoiceField
          label="When"
          value={on}
          choices={TRIGGER_TITLES}
          onChange={(next) => change({ on: next as Action["on"] })}
        />
        <ChoiceField
          label="Method"
          value={method}
          choices={METHODS}
          onChange={(next) => change({ method: next as Action["method"] })}
        />
      </div>
      <ValueField
        label="Address"
        placeholder="https://"
        value={url}
        place={place}
        error={errorAt("url")}
        onChange={(next) => change({ url: next as Action["url"] })}
      />
      {hasSubtasks && (
        <YesNoField
          label="For each subtask"
          hint="Instead of once for the stage as a whole."
          value={eachSubtask}
          onChange={(next) => change({ eachSubtask: next })}
        />
      )}
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 font-medium text-ink text-sm">Headers</legend>
        <Rows
          label="Headers"
          rows={Object.entries(headers)}
          path={[...path, "headers"]}
          place={place}
          onChange={(rows) => change({ headers: Object.fromEntries(rows) as Action["headers"] })}
        />
      </fieldset>
      {method !== "GET" && (
        <TemplateField
          label="Body"
          hint={
            stageId
              ? "Expressions read input, item, run, stages, metadata and task.output, task.error, task.status."
              : "Expressions read input, item, run, stages and metadata."
          }
          value={action.body}
          path={[...path, "body"]}
          place={place}
          whenAbsent={method === "DELETE" ? "No body" : "A summary of what happened"}
          onChange={(body) => change({ body })}
        />
      )}
    </>
  );
}
