import { Refusal } from "#server/refusal.ts";

const MEANINGS: Record<string, string> = {
  ENOSPC: "The disk is full; make room and start again",
  EDQUOT: "The disk quota is used up; make room and start again",
  EACCES: "Heddle may not write there; give it the rights, or choose another HEDDLE_HOME",
  EROFS: "The file system is read-only; choose another HEDDLE_HOME",
};

/** Runs the body of a script: what a person can act on is one sentence, anything else a stack; both exit with 1. */
export async function runScript(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    console.error(explain(error));
    process.exit(1);
  }
}

function explain(error: unknown): unknown {
  if (error instanceof Refusal) return error.message;
  if (!(error instanceof Error && "code" in error)) return error;
  const meaning = MEANINGS[String(error.code)];
  const path = "path" in error ? ` (${error.path})` : "";
  return meaning ? `${meaning}${path}` : error;
}
