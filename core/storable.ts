/** How deep lists and objects may lie in each other in anything that is stored. */
export const MAX_DEPTH = 200;

export interface Unstorable {
  /** Keys and indexes joined by dots, `output.items.3.text`; just the root's name when the value itself is to blame. */
  path: string;
  reason: "nul" | "lone_surrogate" | "too_deep";
  /** One clear sentence that names the path. */
  message: string;
}

const SENTENCES = {
  nul: "holds a NUL character, which cannot be stored",
  lone_surrogate: "holds half of a surrogate pair, which is not text",
  too_deep: `nests more than ${MAX_DEPTH} levels deep`,
} as const;

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what it looks for.
const NUL = /\u0000/;

const textProblem = (text: string): "nul" | "lone_surrogate" | null =>
  NUL.test(text) ? "nul" : text.isWellFormed() ? null : "lone_surrogate";

/**
 * Finds what keeps a JSON value from being stored in Postgres: NUL, lone surrogates (in keys, too) and nesting beyond MAX_DEPTH.
 * Takes the value and what to call its root; returns the first finding in reading order, or null.
 */
export function findUnstorable(value: unknown, root: string): Unstorable | null {
  const path: (string | number)[] = [];

  const found = (reason: Unstorable["reason"]): Unstorable => {
    const named = [root, ...path].map((part) => String(part).toWellFormed().replaceAll("\u0000", "\\0")).join(".");
    return { path: named, reason, message: `${named} ${SENTENCES[reason]}` };
  };

  function search(part: unknown): Unstorable | null {
    if (typeof part === "string") {
      const reason = textProblem(part);
      return reason && found(reason);
    }
    if (typeof part !== "object" || part === null) return null;
    if (path.length >= MAX_DEPTH) return found("too_deep");
    for (const [key, child] of Array.isArray(part) ? part.entries() : Object.entries(part)) {
      path.push(key);
      const reason = typeof key === "string" ? textProblem(key) : null;
      const problem = reason ? found(reason) : search(child);
      if (problem) return problem;
      path.pop();
    }
    return null;
  }

  return search(value);
}
