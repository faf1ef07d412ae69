import { freeStageId } from "#components/editor/stage-ids.ts";
import { type ChangeRequests, ChangeType, FULL_REBUILD } from "#core/change-request.ts";

type ChangeTypes = ChangeRequests | undefined;

const FIRST_TYPE = "change";

/** With no types left there is nothing to keep. */
const fromEntries = (entries: [string, string[]][]): ChangeTypes =>
  entries.length > 0 ? Object.fromEntries(entries) : undefined;

const mapTypes = (types: ChangeRequests, map: (type: string, stageIds: string[]) => [string, string[]]): ChangeTypes =>
  fromEntries(Object.entries(types).map(([type, stageIds]) => map(type, stageIds)));

export const withNewType = (types: ChangeRequests): ChangeTypes => ({
  ...types,
  [freeStageId(new Set(Object.keys(types)), FIRST_TYPE)]: [],
});

export const withoutType = (types: ChangeRequests, gone: string): ChangeTypes =>
  fromEntries(Object.entries(types).filter(([type]) => type !== gone));

/** A type that is called otherwise keeps its place in the list. */
export const withTypeCalled = (types: ChangeRequests, from: string, to: string): ChangeTypes =>
  mapTypes(types, (type, stageIds) => [type === from ? to : type, stageIds]);

export const withStagesOf = (types: ChangeRequests, of: string, chosen: string[]): ChangeTypes =>
  mapTypes(types, (type, stageIds) => [type, type === of ? chosen : stageIds]);

export const withoutStages = (types: ChangeRequests, gone: ReadonlySet<string>): ChangeTypes =>
  mapTypes(types, (type, stageIds) => [type, stageIds.filter((id) => !gone.has(id))]);

/** What a click on a stage means while stages are picked: it is among them, or no longer. */
export const toggled = (stageIds: readonly string[], id: string): string[] =>
  stageIds.includes(id) ? stageIds.filter((other) => other !== id) : [...stageIds, id];

/** Why a type cannot be called so, in one sentence; null when it can. */
export function typeRefusal(types: ChangeRequests, name: string): string | null {
  const shape = ChangeType.safeParse(name);
  if (!shape.success) return `A change ${shape.error.issues[0]?.message ?? "has another name"}.`;
  if (name === FULL_REBUILD) return `${FULL_REBUILD} is there already, and means all stages.`;
  return Object.hasOwn(types, name) ? `There is a change ${name} already.` : null;
}
