import { stripTypeScriptTypes } from "node:module";

/** Where and why code cannot be read; line and column count from 1. */
export interface CodeProblem {
  line: number;
  column: number;
  message: string;
}

/** The first lines of the stack of a syntax error: `:2`, lines of code, carets beneath the place. */
const PLACE = /^[^\n]*:(\d+)\n(?:[^\n]*\n)*?( *)\^+\n/;

/** `isSpoiled` when the parser broke on the code: it will not work again in this thread, which must be replaced. */
export type Stripped = { code: string } | { problem: CodeProblem; isSpoiled: boolean };

/** Takes the types out of TypeScript and leaves blanks, so that every position stays; JavaScript stays as it is. */
export function stripTypes(source: string): Stripped {
  if (source.includes("\0"))
    return { problem: { line: 1, column: 1, message: "The code holds a NUL character" }, isSpoiled: false };
  try {
    return { code: stripTypeScriptTypes(source, { mode: "strip" }) };
  } catch (error) {
    const { code, message, stack = "" } = error as NodeJS.ErrnoException;
    if (!code?.endsWith("_TYPESCRIPT_SYNTAX"))
      return { problem: { line: 1, column: 1, message: "The code is nested too deeply to be read" }, isSpoiled: true };
    const place = PLACE.exec(stack);
    return {
      problem: { line: Number(place?.[1] ?? 1), column: (place?.[2]?.length ?? 0) + 1, message },
      isSpoiled: false,
    };
  }
}
