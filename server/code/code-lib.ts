import { getLibFiles } from "@ts-morph/common";

/** The sandbox has no shared memory, no Intl, no Temporal; what is missing of their types is `any`. */
const isIn = (lib: string): boolean => !/sharedmemory|intl|temporal/.test(lib);

const REFERENCE = /^\/\/\/ <reference (?:lib="([^"]+)" |no-default-lib="true")\/>/gm;

/** The constructors of Intl that stand among ES5; its types stay, for other declarations name them. */
const INTL_VALUES = /\bvar (?:Collator|NumberFormat|DateTimeFormat):\s*\w+;/g;

/** TypeScript's declarations of the language itself, without a browser or Node around it: text by file. */
export function codeLib(): Record<string, string> {
  const known = new Map(getLibFiles().map(({ fileName, text }) => [fileName, text]));
  const texts: Record<string, string> = {};
  const add = (lib: string): void => {
    const name = `lib.${lib}.d.ts`;
    const text = known.get(name);
    if (text === undefined || texts[name] !== undefined || !isIn(lib)) return;
    texts[name] = text.replace(REFERENCE, "").replace(INTL_VALUES, "");
    for (const [, other] of text.matchAll(REFERENCE)) if (other) add(other);
  };
  add("esnext");
  return texts;
}
