import { X } from "lucide-react";
import { stageTitle } from "#components/run/stage-title.ts";
import { stagesOfType, type UpdateAction, type UpdateDraft } from "#components/run/update-draft.ts";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { FULL_REBUILD } from "#core/change-request.ts";
import type { Definition } from "#core/definition.ts";

interface UpdateChangeProps {
  definition: Definition;
  draft: UpdateDraft;
  refusedType: string | undefined;
  refusedStages: string | undefined;
  act: (action: UpdateAction) => void;
}

const SHOWN_TITLES = 4;

/** What is done anew: the stages of a type of change, and those that were picked. */
export function UpdateChange({ definition, draft, refusedType, refusedStages, act }: UpdateChangeProps) {
  const { type, picked } = draft;
  const types = Object.keys(definition.changeRequests ?? {});
  const named = new Set(stagesOfType(definition, type));
  const titleOf = (stageId: string) => stageTitle(definition, stageId);
  const open = definition.stages.map(({ id }) => id).filter((id) => !named.has(id) && !picked.includes(id));
  return (
    <>
      <Field label="What changed" hint={hintOf(type, [...named].map(titleOf), types.length > 0)} error={refusedType}>
        {(control) => (
          <Select
            {...control}
            value={type ?? ""}
            onChange={({ target }) => act({ do: "choose", type: target.value || null })}
          >
            <option value="">Stages that I pick</option>
            {types.length > 0 && (
              <optgroup label="Types of change">
                {types.map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
              </optgroup>
            )}
            <option value={FULL_REBUILD}>Everything: full rebuild</option>
          </Select>
        )}
      </Field>
      {type !== FULL_REBUILD && (
        <div className="flex flex-col gap-2">
          <Field
            label={type === null ? "Stages" : "Stages beside those"}
            hint={
              <>
                <span className="md:hidden">Or tap them in the list below.</span>
                <span className="max-md:hidden">Or click them in the graph, or tab to one and press Enter.</span>
              </>
            }
            error={refusedStages}
          >
            {(control) => (
              <Combobox
                {...control}
                placeholder="Add a stage"
                value=""
                options={open}
                detailOf={(stageId) => (titleOf(stageId) === stageId ? "" : titleOf(stageId))}
                onChange={(stageId) => act({ do: "pick", stageId, definition })}
              />
            )}
          </Field>
          {picked.length > 0 && (
            <ul aria-label="Picked stages" className="flex flex-wrap gap-1.5">
              {picked.map((stageId) => (
                <li key={stageId} className="min-w-0">
                  <button
                    type="button"
                    aria-label={`Remove ${titleOf(stageId)}`}
                    onClick={() => act({ do: "drop", stageId })}
                    className="inline-flex min-h-7 max-w-full items-center gap-1.5 rounded-md bg-accent-soft px-2 text-accent-ink text-sm hover:bg-pressed pointer-coarse:min-h-10"
                  >
                    <span className="truncate">{titleOf(stageId)}</span>
                    <X aria-hidden className="size-3.5 shrink-0" />
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </>
  );
}

function hintOf(type: string | null, titles: readonly string[], hasTypes: boolean): string {
  if (type === FULL_REBUILD) return "Every stage does its work anew, and nothing is reused.";
  if (type === null)
    return hasTypes
      ? "The stages that you pick do their work anew; what depends on them follows."
      : "This workflow declares no types of change: pick stages, or rebuild everything.";
  if (titles.length === 0) return "Names no stage by itself.";
  const rest = titles.length - SHOWN_TITLES;
  const shown = rest > 1 ? [...titles.slice(0, SHOWN_TITLES), `${rest} more`] : titles;
  return `Anew: ${shown.join(", ")}. What depends on them follows.`;
}
