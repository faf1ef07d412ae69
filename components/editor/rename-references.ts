import type { ChangeRequests } from "#core/change-request.ts";
import type { Definition, Stage } from "#core/definition.ts";
import { type Expression, isExpression } from "#core/expression.ts";

/** An expression in which `stages.<from>` reads `stages.<to>`. Text in quotes, and fields that merely have the name, stay. */
export function renameInExpression(source: string, from: string, to: string): string {
  const reference = new RegExp(
    `(?<!\\w|[\\w\`]\\s*\\.\\s*)(stages\\s*\\.\\s*)(?:${from}(?!\\w)|\`${from}\`|"${from}"|'${from}')|"(?:\\\\.|[^"\\\\])*"|'(?:\\\\.|[^'\\\\])*'`,
    "g",
  );
  return source.replace(reference, (match: string, stages: string | undefined) => (stages ? `${stages}${to}` : match));
}

/** A definition in which a stage is called otherwise: in its dependencies, its changes and every expression that reads its output. */
export function renameStage(definition: Definition, from: string, to: string): Definition {
  const rename = <T>(template: T): T =>
    mapExpressions(template, ({ $ }) => ({ $: renameInExpression($, from, to) })) as T;
  const renamed: Definition = {
    ...definition,
    stages: definition.stages.map((stage) =>
      renameInStage({ ...stage, id: stage.id === from ? to : stage.id }, rename, from, to),
    ),
    dependencies: definition.dependencies.map((dependency) => {
      const ends = {
        from: dependency.from === from ? to : dependency.from,
        to: dependency.to === from ? to : dependency.to,
      };
      return dependency.when ? { ...dependency, ...ends, when: rename(dependency.when) } : { ...dependency, ...ends };
    }),
  };
  return {
    ...renamed,
    ...(definition.itemId && { itemId: rename(definition.itemId) }),
    ...(definition.changeRequests && { changeRequests: renameInChanges(definition.changeRequests, from, to) }),
    ...(definition.actions && { actions: rename(definition.actions) }),
    ...(definition.spawns && { spawns: rename(definition.spawns) }),
  };
}

const renameInChanges = (types: ChangeRequests, from: string, to: string): ChangeRequests =>
  Object.fromEntries(
    Object.entries(types).map(([type, stageIds]) => [type, stageIds.map((id) => (id === from ? to : id))]),
  );

function renameInStage(stage: Stage, rename: <T>(template: T) => T, from: string, to: string): Stage {
  const config = rename(stage.config);
  const isTransform = stage.kind === "transform" && typeof config.expression === "string";
  return {
    ...stage,
    config: isTransform ? { ...config, expression: renameInExpression(String(config.expression), from, to) } : config,
    ...(stage.input !== undefined && { input: rename(stage.input) }),
    ...(stage.forEach && { forEach: rename(stage.forEach) }),
    ...(stage.actions && { actions: rename(stage.actions) }),
    ...(stage.spawns && { spawns: rename(stage.spawns) }),
    ...(stage.check?.expression && {
      check: { ...stage.check, expression: renameInExpression(stage.check.expression, from, to) },
    }),
  };
}

function mapExpressions(template: unknown, map: (expression: Expression) => Expression): unknown {
  if (isExpression(template)) return map(template);
  if (Array.isArray(template)) return template.map((value) => mapExpressions(value, map));
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, mapExpressions(value, map)]));
}
