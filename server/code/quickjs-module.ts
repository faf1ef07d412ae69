import { readFileSync } from "node:fs";
import { sourceFile } from "#server/root.ts";

export const quickjsFile = sourceFile("node_modules", "quickjs-wasi", "quickjs.wasm");

let compiled: Promise<WebAssembly.Module> | undefined;

/** QuickJS as WebAssembly, compiled once a thread. */
export function quickjsModule(): Promise<WebAssembly.Module> {
  compiled ??= WebAssembly.compile(readFileSync(quickjsFile));
  return compiled;
}
