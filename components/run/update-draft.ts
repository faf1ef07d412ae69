import { defined } from "#components/ui/schema-form/check-value.ts";
import { FULL_REBUILD } from "#core/change-request.ts";
import type { Definition } from "#core/definition.ts";

/** What somebody has said so far of an update run. */
export interface UpdateDraft {
  /** A type of change; null when only stages are picked. */
  type: string | null;
  /** Stages that were picked, in that order. */
  picked: readonly string[];
  /** The version that the update run follows. */
  version: number;
  /** Null while the input is that of the base run. */
  input: { value: unknown } | null;
  note: string;
  /** Whether it may start beside a newer update run of the same base. */
  isForced: boolean;
}

export type UpdateAction =
  | { do: "choose"; type: string | null }
  | { do: "pick"; stageId: string; definition: Definition }
  | { do: "drop"; stageId: string }
  | { do: "follow"; version: number; definition: Definition }
  | { do: "give"; input: { value: unknown } | null }
  | { do: "note"; note: string }
  | { do: "force"; isForced: boolean };

export const emptyUpdate = (version: number): UpdateDraft => ({
  type: null,
  picked: [],
  version,
  input: null,
  note: "",
  isForced: false,
});

/** The stages that a type of change names in a definition. */
export function stagesOfType(
  { stages, changeRequests = {} }: Pick<Definition, "stages" | "changeRequests">,
  type: string | null,
): string[] {
  if (type === FULL_REBUILD) return stages.map(({ id }) => id);
  return (type !== null && changeRequests[type]) || [];
}

export function updateReducer(draft: UpdateDraft, action: UpdateAction): UpdateDraft {
  switch (action.do) {
    case "choose":
      return { ...draft, type: action.type };
    case "pick": {
      const { stageId, definition } = action;
      if (draft.picked.includes(stageId)) return without(draft, stageId);
      // What the type names already cannot be named twice.
      if (stagesOfType(definition, draft.type).includes(stageId)) return draft;
      return { ...draft, picked: [...draft.picked, stageId] };
    }
    case "drop":
      return without(draft, action.stageId);
    case "follow": {
      const { version, definition } = action;
      const known = new Set(definition.stages.map(({ id }) => id));
      const isKnown = draft.type === FULL_REBUILD || Object.hasOwn(definition.changeRequests ?? {}, draft.type ?? "");
      return {
        ...draft,
        version,
        type: isKnown ? draft.type : null,
        picked: draft.picked.filter((id) => known.has(id)),
      };
    }
    case "give":
      return { ...draft, input: action.input };
    case "note":
      return { ...draft, note: action.note };
    case "force":
      return { ...draft, isForced: action.isForced };
  }
}

const without = (draft: UpdateDraft, stageId: string): UpdateDraft => ({
  ...draft,
  picked: draft.picked.filter((id) => id !== stageId),
});

/** What the API is asked about a draft. */
export function updateRequest(runId: number, { type, picked, version, input }: UpdateDraft) {
  return {
    runId,
    version,
    ...(type !== null && { type }),
    ...(picked.length > 0 && { stages: [...picked] }),
    ...(input && { input: defined(input.value) }),
  };
}
