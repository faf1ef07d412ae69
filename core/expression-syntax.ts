import jsonata from "jsonata";

/** What a JSONata syntax tree is made of, as far as walking it needs to know. */
interface Node {
  type?: string;
  value?: unknown;
  steps?: Node[];
  [key: string]: unknown;
}

export interface References {
  /** The stages whose output it reads, in reading order; "all" when that cannot be told before it runs. */
  stages: string[] | "all";
  /** The other names that it reads from its scope: `input`, `item`, `run`, `subtask`, `feedback`, or what is not there. */
  names: string[];
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

/** Names can stand as `name` or, at the end of a path, as `string` after a dot in quotes. */
const nameOf = (node: Node | undefined): string | null =>
  node && (node.type === "name" || node.type === "string") && typeof node.value === "string" ? node.value : null;

const parse = (source: string): Node => jsonata(source).ast() as Node;

function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const part of value) yield* nodesIn(part);
  else if (isNode(value)) {
    yield value;
    for (const part of Object.values(value)) yield* nodesIn(part);
  }
}

function sentenceOf(error: unknown): string {
  const { message, position } = error as { message: string; position?: number };
  const text = message.replace(/\.$/, "");
  return `the expression does not compile: ${text}${typeof position === "number" && position > 0 ? ` (at character ${position})` : ""}`;
}

const NO_EVAL = "$eval is not available: data is never evaluated";

/** Parses an expression once. Returns why it cannot be evaluated, in one sentence, or what it reads from its scope. */
export function readExpression(source: string): { problem: string } | { problem: null; references: References } {
  try {
    const ast = parse(source);
    for (const node of nodesIn(ast)) if (node.type === "variable" && node.value === "eval") return { problem: NO_EVAL };
    return { problem: null, references: referencesIn(ast) };
  } catch (error) {
    return { problem: sentenceOf(error) };
  }
}

/** Why an expression cannot be evaluated, in one sentence; null when it compiles. */
export const expressionProblem = (source: string): string | null => readExpression(source).problem;

/**
 * What an expression reads from its scope, told from its syntax tree alone.
 * Takes an expression that compiles; one that does not reads nothing.
 */
export function referencesOf(source: string): References {
  const read = readExpression(source);
  return read.problem === null ? read.references : { stages: [], names: [] };
}

/** What a part of the value that an expression makes is made from; the path is empty when it is about the whole. */
export interface PartReferences {
  path: string[];
  references: References;
}

/**
 * What an expression reads for each member of the object that it builds, as far as its keys are written out; for anything
 * else what it reads for the whole. Takes an expression that compiles; one that does not has no parts.
 */
export function referencesByPart(source: string): PartReferences[] {
  try {
    return partsOf(parse(source), []);
  } catch {
    return [];
  }
}

function partsOf(node: Node, path: string[]): PartReferences[] {
  const members = node.type === "unary" && node.value === "{" && Array.isArray(node.lhs) ? (node.lhs as Node[][]) : [];
  const named = members.flatMap(([key, value]) =>
    key?.type === "string" && typeof key.value === "string" && value ? [{ name: key.value, value }] : [],
  );
  if (named.length === 0 || named.length < members.length) return [{ path, references: referencesIn(node) }];
  return named.flatMap(({ name, value }) => partsOf(value, [...path, name]));
}

function referencesIn(ast: Node): References {
  const stages = new Set<string>();
  const names = new Set<string>();
  let all = false;

  function read(steps: (Node | undefined)[]): void {
    const name = nameOf(steps[0]);
    if (name === "stages") {
      const id = nameOf(steps[1]);
      if (id === null) all = true;
      else stages.add(id);
    } else if (name !== null) names.add(name);
    else all = true;
  }

  /** `atRoot` says whether names are looked up in the scope itself or in something found there. */
  function walk(value: unknown, atRoot: boolean): void {
    if (Array.isArray(value)) {
      for (const part of value) walk(part, atRoot);
    } else if (isNode(value)) {
      if (value.type === "path" && value.steps) walkPath(value, value.steps, atRoot);
      else if (value.type === "variable" && (value.value === "$" || (value.value === "" && atRoot))) all = true;
      else if (value.type === "parent" || ((value.type === "wildcard" || value.type === "descendant") && atRoot))
        all = true;
      else walk(childrenOf(value), atRoot);
    }
  }

  function walkPath(path: Node, steps: Node[], atRoot: boolean): void {
    const first = steps[0];
    const fromRoot = first?.type === "variable" && (first.value === "$" || (first.value === "" && atRoot));
    if (fromRoot) read(steps.slice(1));
    else if (atRoot && first?.type === "name") read(steps);
    else walk(first, atRoot);
    for (const step of steps) walk([step.predicate, step.stages, step.group, step.focus], false);
    for (const step of steps.slice(1)) if (nameOf(step) === null) walk(step, false);
    walk([path.group, path.predicate], false);
  }

  walk(ast, true);
  return { stages: all ? "all" : [...stages], names: [...names] };
}

const childrenOf = (node: Node): unknown[] => Object.values(node).filter((part) => typeof part === "object");
