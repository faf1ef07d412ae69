import { readFileSync } from "node:fs";
import { sourceFile } from "#server/root.ts";

let compiled: Promise<WebAssembly.Module> | undefined;

/** QuickJS as WebAssembly, compiled once a thread. */
export function quickjsModule(): Promise<WebAssembly.Module> {
  compiled ??= WebAssembly.compile(readFileSync(sourceFile("node_modules", "quickjs-wasi", "quickjs.wasm")));
  return compiled;
}
