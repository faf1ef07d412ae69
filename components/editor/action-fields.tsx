"use client";

import { ChevronDown, Plus, TriangleAlert, X } from "lucide-react";
import { useId, useState } from "react";
import { ActionForm } from "#components/editor/action-form.tsx";
import { actionSummary } from "#components/editor/action-summary.ts";
import { useEditor } from "#components/editor/editor-context.ts";
import { problemsAt } from "#components/editor/problem-places.ts";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { type Action, MAX_ACTIONS } from "#core/action.ts";

type Actions = readonly Action[];

interface ActionFieldsProps {
  actions: Actions | undefined;
  /** Where they stand in the definition. */
  path: readonly (string | number)[];
  /** Null for those of the workflow. */
  stageId: string | null;
  /** Whether the stage can fan out. */
  hasSubtasks: boolean;
  onChange: (actions: Action[] | undefined) => void;
}

/** The webhooks of a stage or of the workflow: a line each, one of them open. */
export function ActionFields({ actions = [], path, stageId, hasSubtasks, onChange }: ActionFieldsProps) {
  const { mayEdit } = useEditor();
  const [open, setOpen] = useState<number | null>(null);
  const store = (next: Action[]) => onChange(next.length > 0 ? next : undefined);

  function add() {
    const action: Action = { on: "success", method: "POST", url: "https://", headers: {} };
    store([...actions, action]);
    setOpen(actions.length);
  }

  return (
    <>
      <p className="text-muted text-xs">
        Webhooks that tell other systems. They are sent until they arrive, each with an Idempotency-Key and a signature.
      </p>
      {actions.length > 0 && (
        <ul className="flex flex-col gap-2">
          {actions.map((action, index) => (
            <ActionItem
              // biome-ignore lint/suspicious/noArrayIndexKey: an action keeps its place while it is edited
              key={index}
              action={action}
              path={[...path, index]}
              stageId={stageId}
              hasSubtasks={hasSubtasks}
              isOpen={open === index}
              onToggle={() => setOpen(open === index ? null : index)}
              onChange={(next) => store(actions.map((old, at) => (at === index ? next : old)))}
              onRemove={() => {
                store(actions.filter((_, at) => at !== index));
                setOpen(null);
              }}
            />
          ))}
        </ul>
      )}
      {mayEdit && actions.length < MAX_ACTIONS && (
        <Button size="sm" look="ghost" className="self-start" onClick={add}>
          <Plus aria-hidden />
          Add action
        </Button>
      )}
      {!mayEdit && actions.length === 0 && <p className="text-muted text-sm">None.</p>}
    </>
  );
}

interface ActionItemProps {
  action: Action;
  path: readonly (string | number)[];
  stageId: string | null;
  hasSubtasks: boolean;
  isOpen: boolean;
  onToggle: () => void;
  onChange: (action: Action) => void;
  onRemove: () => void;
}

function ActionItem({ action, path, stageId, hasSubtasks, isOpen, onToggle, onChange, onRemove }: ActionItemProps) {
  const { mayEdit, problems } = useEditor();
  const id = useId();
  const { when, call } = actionSummary(action);
  const isBroken = problemsAt(problems, path).length > 0;
  return (
    <li className="rounded-lg border">
      <div className="flex items-center gap-1 pr-1">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={onToggle}
          className="flex min-h-10 min-w-0 flex-1 items-center gap-2 rounded-lg px-2 py-1 text-left hover:bg-hover"
        >
          <ChevronDown aria-hidden className={`size-4 shrink-0 text-muted ${isOpen ? "" : "-rotate-90"}`} />
          <span className="min-w-0">
            <span className="flex items-center gap-1 font-medium text-sm">
              {when}
              {isBroken && (
                <TriangleAlert role="img" aria-label="Has a problem" className="size-3.5 shrink-0 text-danger-ink" />
              )}
            </span>
            <span className="block truncate font-mono text-muted text-xs">{call}</span>
          </span>
        </button>
        {mayEdit && (
          <IconButton label={`Remove the action: ${when}`} onClick={onRemove}>
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      <div id={id} hidden={!isOpen} className="flex flex-col gap-3 border-t p-3">
        {isOpen && (
          <ActionForm action={action} path={path} stageId={stageId} hasSubtasks={hasSubtasks} onChange={onChange} />
        )}
      </div>
    </li>
  );
}
