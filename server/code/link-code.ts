import { EvalFlags, JSException, QuickJS } from "quickjs-wasi";
import { FUNCTIONS_MODULE, type Modules, STD_NAMES, stdModule } from "#core/code-modules.ts";
import { moduleText } from "#server/code/load-module.ts";
import { quickjsModule } from "#server/code/quickjs-module.ts";
import type { CodeProblem } from "#server/code/strip-types.ts";

const SOURCE_NAME = "stage.js";
const LINKED = "linked";
const MEMORY_BYTES = 256 * 1024 * 1024;

export interface LinkedCode {
  /** JavaScript. */
  source: string;
  /** What it may import, besides what comes with Heddle. */
  modules?: Modules;
  /** Why others cannot be imported, by the name under which it would be. */
  refusals?: Modules;
  /** Whether it is a module that others import, which needs no default export. */
  isModule?: boolean;
}

/**
 * What keeps JavaScript from being run as a stage: syntax, imports, a missing default export; null when it can be.
 * Nothing of it is executed: a module before it throws as soon as all of them are linked.
 */
export async function linkCode({
  source,
  modules = {},
  refusals = {},
  isModule,
}: LinkedCode): Promise<CodeProblem | null> {
  let imported: string | undefined;
  using vm = await QuickJS.create({
    wasm: await quickjsModule(),
    memoryLimit: MEMORY_BYTES,
    maxStackSize: 512 * 1024,
    timezoneOffset: 0,
    moduleLoader: {
      load: (name) => {
        if (name === "first") return `throw new Error("${LINKED}")`;
        if (name === SOURCE_NAME) return source;
        const text = moduleText(name, modules);
        if (text !== null) return text;
        imported = name;
        throw new ReferenceError("Modules cannot be imported here");
      },
    },
  });
  try {
    const used = isModule ? `import "${SOURCE_NAME}";` : `import main from "${SOURCE_NAME}"; main;`;
    const evaluated = vm.evalCode(`import "first"; ${used}`, "check.js", EvalFlags.TYPE_MODULE);
    vm.executePendingJobs();
    const end = await vm.resolvePromise(evaluated);
    if ("error" in end && end.error.getProp("message").toString() === LINKED) return null;
    return { line: 1, column: 1, message: "The code cannot be read" };
  } catch (error) {
    if (!(error instanceof JSException)) throw error;
    if (error.message === LINKED) return null;
    return imported === undefined
      ? problemOf(error, source)
      : { ...placeOf(source, imported), message: refusals[imported] ?? refusalOf(imported) };
  }
}

function problemOf({ message, stack }: JSException, source: string): CodeProblem {
  const lacking = /^Could not find export '.*' in module '(.*)'$/.exec(message)?.[1];
  if (lacking !== undefined && lacking !== SOURCE_NAME) return { ...placeOf(source, lacking), message };
  const place = /stage\.js:(\d+):(\d+)/.exec(stack ?? "");
  const at = { line: Number(place?.[1] ?? 1), column: Number(place?.[2] ?? 1) };
  if (/export 'default'/.test(message))
    return { ...at, message: "There is no default export; write `export default function (input) { … }`" };
  return { ...at, message };
}

const refusalOf = (specifier: string): string =>
  specifier === FUNCTIONS_MODULE
    ? "The workflow has no functions that could be imported here"
    : `The module ${specifier} cannot be imported here; there are ${[FUNCTIONS_MODULE, ...STD_NAMES.map(stdModule)].join(", ")}, and published functions as functions/name@version`;

function placeOf(source: string, specifier: string): { line: number; column: number } {
  const before = source.slice(0, Math.max(0, source.search(new RegExp(`["']${RegExp.escape(specifier)}["']`))));
  return { line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") };
}
