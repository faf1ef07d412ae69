import { EvalFlags, JSException, QuickJS } from "quickjs-wasi";
import { quickjsModule } from "#server/code/quickjs-module.ts";
import type { CodeProblem } from "#server/code/strip-types.ts";

const SOURCE_NAME = "stage.js";
const LINKED = "linked";
const MEMORY_BYTES = 256 * 1024 * 1024;

/**
 * What keeps JavaScript from being run as a stage: syntax, imports, a missing default export; null when it can be.
 * Nothing of it is executed: a module before it throws as soon as all of them are linked.
 */
export async function linkCode(source: string): Promise<CodeProblem | null> {
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
        imported = name;
        throw new ReferenceError("Modules cannot be imported here");
      },
    },
  });
  try {
    const evaluated = vm.evalCode(
      `import "first"; import main from "${SOURCE_NAME}"; main;`,
      "check.js",
      EvalFlags.TYPE_MODULE,
    );
    vm.executePendingJobs();
    const end = await vm.resolvePromise(evaluated);
    if ("error" in end && end.error.getProp("message").toString() === LINKED) return null;
    return { line: 1, column: 1, message: "The code cannot be read" };
  } catch (error) {
    if (!(error instanceof JSException)) throw error;
    if (error.message === LINKED) return null;
    return imported === undefined
      ? problemOf(error)
      : { ...placeOf(source, imported), message: `The module ${imported} cannot be imported here` };
  }
}

function problemOf({ message, stack }: JSException): CodeProblem {
  const place = /stage\.js:(\d+):(\d+)/.exec(stack ?? "");
  const at = { line: Number(place?.[1] ?? 1), column: Number(place?.[2] ?? 1) };
  if (/export 'default'/.test(message))
    return { ...at, message: "There is no default export; write `export default function (input) { … }`" };
  return { ...at, message };
}

function placeOf(source: string, specifier: string): { line: number; column: number } {
  const before = source.slice(0, Math.max(0, source.search(new RegExp(`["']${RegExp.escape(specifier)}["']`))));
  return { line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") };
}
