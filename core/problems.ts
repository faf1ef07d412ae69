import type { z } from "zod";
import { actionProblems } from "#core/action-problems.ts";
import { isCacheable } from "#core/cache-policy.ts";
import { FULL_REBUILD } from "#core/change-request.ts";
import { checkProblem } from "#core/check.ts";
import { Definition, type Stage } from "#core/definition.ts";
import { readExpression } from "#core/expression-syntax.ts";
import { expressionsOf } from "#core/expressions-of.ts";
import { findCycle, precedence } from "#core/graph.ts";
import { describedKind } from "#core/kinds/registry.ts";
import type { Problem } from "#core/problem.ts";

const dotted = (path: readonly PropertyKey[]): string => path.map(String).join(".");

/** The problems that a zod error names, one sentence each, under the given path. */
function shapeProblems(error: z.ZodError, code: Problem["code"], under: (string | number)[], stage?: Stage): Problem[] {
  return error.issues.map((issue) => {
    const path = [...under, ...issue.path.map((part) => (typeof part === "number" ? part : String(part)))];
    const where = stage ? `Stage ${stage.id}: ${dotted(issue.path) || "config"}` : dotted(path) || "definition";
    return { code, message: `${where}: ${issue.message}`, path, ...(stage && { stageId: stage.id }) };
  });
}

function graphProblems({ stages, dependencies }: Definition): Problem[] {
  const problems: Problem[] = [];
  const known = new Set<string>();
  stages.forEach(({ id }, index) => {
    if (known.has(id))
      problems.push({
        code: "duplicate_stage",
        message: `There are two stages with the id ${id}`,
        path: ["stages", index, "id"],
        stageId: id,
      });
    known.add(id);
  });
  const seen = new Set<string>();
  dependencies.forEach(({ from, to }, index) => {
    for (const [side, id] of Object.entries({ from, to }))
      if (!known.has(id))
        problems.push({
          code: "unknown_stage",
          message: `Dependency ${from} → ${to} names the unknown stage ${id}`,
          path: ["dependencies", index, side],
        });
    const key = `${from} ${to}`;
    if (from === to)
      problems.push({
        code: "self_dependency",
        message: `Stage ${from} depends on itself`,
        path: ["dependencies", index],
        stageId: from,
      });
    else if (seen.has(key))
      problems.push({
        code: "duplicate_dependency",
        message: `Dependency ${from} → ${to} is there twice`,
        path: ["dependencies", index],
        stageId: to,
      });
    seen.add(key);
  });
  if (problems.length > 0) return problems;
  const cycle = findCycle([...known], dependencies);
  return cycle
    ? [
        {
          code: "cycle",
          message: `These stages wait for each other: ${cycle.join(" → ")}`,
          path: ["dependencies"],
          stageId: cycle[0],
        },
      ]
    : [];
}

function expressionProblems(definition: Definition): Problem[] {
  const known = new Set(definition.stages.map(({ id }) => id));
  const comesBefore = precedence([...known], definition.dependencies);
  return expressionsOf(definition).flatMap(({ path, source, stageId, moment }): Problem[] => {
    const where = stageId ? `Stage ${stageId}: ${dotted(path.slice(2))}` : dotted(path);
    const at = { path, ...(stageId && { stageId }) };
    const read = readExpression(source);
    if (read.problem !== null) return [{ code: "expression", message: `${where}: ${read.problem}`, ...at }];
    const { stages } = read.references;
    if (stages === "all") return [];
    const mayRead = (id: string) => {
      if (!stageId) return moment === "end" && known.has(id);
      return comesBefore(id, stageId) || (moment === "end" && id === stageId);
    };
    return stages
      .filter((id) => !mayRead(id))
      .map((id) => ({
        code: "unknown_reference",
        message: known.has(id)
          ? `${where}: stage ${id} does not come before ${stageId ?? "the start"}`
          : `${where}: there is no stage ${id}`,
        ...at,
      }));
  });
}

function configProblems(stage: Stage, index: number): Problem[] {
  const parsed = describedKind(stage.kind).config.safeParse(stage.config);
  return parsed.success ? [] : shapeProblems(parsed.error, "config", ["stages", index, "config"], stage);
}

function checkProblems({ id, kind, check }: Stage, index: number): Problem[] {
  const at = (field: string) => ({ code: "config" as const, path: ["stages", index, "check", field], stageId: id });
  if (!check) return [];
  if (kind === "review")
    return [
      { ...at("review"), message: `Stage ${id}: check: a review is a person's decision already and has no check` },
    ];
  const problem = checkProblem(check);
  return problem ? [{ ...at(problem.field), message: `Stage ${id}: check.${problem.field}: ${problem.message}` }] : [];
}

function cacheProblems({ id, kind, cache }: Stage, index: number): Problem[] {
  if (!cache || cache.scope === "off" || isCacheable(kind)) return [];
  const message = `Stage ${id}: cache: a stage of kind ${kind} has no output that could be found again`;
  return [{ code: "config", message, path: ["stages", index, "cache"], stageId: id }];
}

function changeRequestProblems({ stages, changeRequests = {} }: Definition): Problem[] {
  const known = new Set(stages.map(({ id }) => id));
  return Object.entries(changeRequests).flatMap(([type, named]): Problem[] => {
    const path = ["changeRequests", type];
    if (type === FULL_REBUILD)
      return [{ code: "config", message: `changeRequests.${type} means all stages already`, path }];
    if (named.length === 0) return [{ code: "config", message: `changeRequests.${type} names no stage yet`, path }];
    return named
      .filter((id) => !known.has(id))
      .map((id) => ({
        code: "unknown_stage",
        message: `changeRequests.${type} names the unknown stage ${id}`,
        path: [...path, named.indexOf(id)],
      }));
  });
}

function inputSchemaProblems({ input }: Definition): Problem[] {
  if (!input || input.type === "object" || input.type === undefined) return [];
  return [
    { code: "input_schema", message: "input.type: the input of a workflow is an object", path: ["input", "type"] },
  ];
}

/**
 * Everything that keeps a definition from being published, code syntax left out (only the server parses code).
 * Takes a parsed definition; returns no problems when it may be published (DESIGN 3).
 */
export function problemsOf(definition: Definition): Problem[] {
  if (definition.stages.length === 0)
    return [{ code: "empty", message: "The workflow has no stages yet", path: ["stages"] }];
  const broken = graphProblems(definition);
  return [
    ...broken,
    ...definition.stages.flatMap(configProblems),
    ...definition.stages.flatMap(checkProblems),
    ...definition.stages.flatMap(cacheProblems),
    ...changeRequestProblems(definition),
    ...inputSchemaProblems(definition),
    ...actionProblems(definition),
    // References cannot be told in a graph that is broken itself.
    ...(broken.length > 0 ? [] : expressionProblems(definition)),
  ];
}

/** Parses untrusted JSON. Returns the definition with its problems of sense, or only the problems of its shape. */
export function readDefinition(
  json: unknown,
): { definition: Definition; problems: Problem[] } | { definition: null; problems: Problem[] } {
  const parsed = Definition.safeParse(json);
  if (!parsed.success) return { definition: null, problems: shapeProblems(parsed.error, "shape", []) };
  return { definition: parsed.data, problems: problemsOf(parsed.data) };
}
