"use client";

import { ListChecks, MousePointerClick, Plus, X } from "lucide-react";
import { useEffect, useRef } from "react";
import {
  toggled,
  typeRefusal,
  withNewType,
  withoutType,
  withStagesOf,
  withTypeCalled,
} from "#components/editor/change-types.ts";
import { useEditor } from "#components/editor/editor-context.ts";
import { CommittedField } from "#components/editor/plain-fields.tsx";
import { problemsAt } from "#components/editor/problem-places.ts";
import { StageChecklist } from "#components/editor/stage-checklist.tsx";
import { stageTitle } from "#components/graph/graph-node.ts";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import { FULL_REBUILD, MAX_CHANGE_REQUESTS } from "#core/change-request.ts";

/** The kinds of changes that an update run can ask for, and the stages that each does over. */
export function ChangeFields() {
  const { definition, act, mayEdit } = useEditor();
  const types = definition.changeRequests ?? {};
  const names = Object.keys(types);
  return (
    <>
      <p className="text-muted text-xs">
        The stages that a kind of change does over in an update run. What depends on them follows, the rest is reused.{" "}
        <code className="text-ink">{FULL_REBUILD}</code> is always there and means all stages.
      </p>
      {names.map((type, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a type keeps its place while it is called otherwise
        <ChangeTypeFields key={index} type={type} number={index + 1} />
      ))}
      {mayEdit && names.length < MAX_CHANGE_REQUESTS && (
        <Button
          size="sm"
          look="ghost"
          className="self-start"
          onClick={() => act({ type: "set_changes", changeRequests: withNewType(types) })}
        >
          <Plus aria-hidden />
          Add change
        </Button>
      )}
    </>
  );
}

function ChangeTypeFields({ type, number }: { type: string; number: number }) {
  const { definition, act, mayEdit, problems } = useEditor();
  const types = definition.changeRequests ?? {};
  const found = problemsAt(problems, ["changeRequests", type]);
  const isOfName = type === FULL_REBUILD;
  return (
    <fieldset aria-label={type} className="flex min-w-0 flex-col gap-2 border-l-2 pl-3">
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1">
          <CommittedField
            label={`Change ${number}`}
            mono
            value={type}
            error={isOfName ? found[0]?.message : undefined}
            refuse={(name) => typeRefusal(types, name)}
            onCommit={(to) => act({ type: "set_changes", changeRequests: withTypeCalled(types, type, to) })}
          />
        </div>
        {mayEdit && (
          <IconButton
            label={`Remove change ${type}`}
            className="mt-6"
            onClick={() => act({ type: "set_changes", changeRequests: withoutType(types, type) })}
          >
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      <StageChips type={type} />
      {!isOfName && found[0] && <FieldError>{found[0].message}</FieldError>}
      {mayEdit && <StageChoice type={type} />}
    </fieldset>
  );
}

function StageChips({ type }: { type: string }) {
  const { definition, act, mayEdit } = useEditor();
  const types = definition.changeRequests ?? {};
  const chosen = types[type] ?? [];
  const titles = new Map(definition.stages.map((stage) => [stage.id, stageTitle(stage)]));
  if (chosen.length === 0) return null;
  return (
    <ul aria-label={`Stages of ${type}`} className="flex flex-wrap gap-1.5">
      {chosen.map((id) => (
        <li
          key={id}
          className={`flex h-7 min-w-0 max-w-full items-center rounded-md border pl-2 text-sm pointer-coarse:h-10 ${titles.has(id) ? "bg-hover text-ink" : "border-danger text-danger-ink"} ${mayEdit ? "pr-0.5" : "pr-2"}`}
        >
          <span className="min-w-0 truncate">{titles.get(id) ?? id}</span>
          {mayEdit && (
            <IconButton
              size="sm"
              label={`Take ${titles.get(id) ?? id} out of ${type}`}
              onClick={() =>
                act({ type: "set_changes", changeRequests: withStagesOf(types, type, toggled(chosen, id)) })
              }
            >
              <X aria-hidden />
            </IconButton>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Two ways to the same: by clicking stages in the graph, and from a list by keyboard. */
function StageChoice({ type }: { type: string }) {
  const { definition, act, picking } = useEditor();
  const types = definition.changeRequests ?? {};
  const isPicking = picking === type;
  const button = useRef<HTMLButtonElement>(null);
  const wasPicking = useRef(false);
  useEffect(() => {
    // Whoever ended it in the graph goes on here.
    if (wasPicking.current && !isPicking && document.activeElement === document.body) button.current?.focus();
    wasPicking.current = isPicking;
  }, [isPicking]);
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        ref={button}
        size="sm"
        aria-pressed={isPicking}
        className="aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-ink"
        onClick={() => act(isPicking ? { type: "stop_picking" } : { type: "start_picking", changeType: type })}
      >
        <MousePointerClick aria-hidden />
        Pick in the graph
      </Button>
      <Popover>
        <PopoverTrigger asChild>
          <Button size="sm">
            <ListChecks aria-hidden />
            Choose from a list
          </Button>
        </PopoverTrigger>
        <PopoverContent aria-label={`Stages that ${type} does over`}>
          {definition.stages.length === 0 ? (
            <p className="text-muted text-sm">There is no stage yet.</p>
          ) : (
            <StageChecklist
              legend={`${type} does over`}
              searchLabel={`Search stages that ${type} does over`}
              stages={definition.stages}
              chosen={types[type] ?? []}
              onChange={(chosen) => act({ type: "set_changes", changeRequests: withStagesOf(types, type, chosen) })}
            />
          )}
        </PopoverContent>
      </Popover>
    </div>
  );
}
