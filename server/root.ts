import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The absolute path of a source file of Heddle, found at run time from the working directory upwards,
 * so that bundlers neither follow nor move what a thread or process of its own is started from.
 */
export function sourceFile(...parts: string[]): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const file = join(folder, ...parts);
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) throw new Error(`${join(...parts)} is not found from ${process.cwd()} upwards`);
  }
}
