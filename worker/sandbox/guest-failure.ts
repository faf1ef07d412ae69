import { FUNCTIONS_MODULE } from "#core/code-modules.ts";
import type { Failure } from "#core/run-event.ts";
import type { Unstorable } from "#core/storable.ts";
import type { CodeProblem } from "#server/code/strip-types.ts";
import type { CodeLimits } from "#worker/sandbox/messages.ts";

/** What the author's code is called in stack traces. */
export const SOURCE_NAME = "stage.js";
export const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
/** Arguments and answers of all calls of a task, in characters. */
export const MAX_JOURNAL_UNITS = 256 * 1024 * 1024;
/** How often a task is packed; its calls alone are fewer. */
export const MAX_WAITS = 200_000;
/** What is kept of a task while it waits, compressed. */
export const MAX_KEPT_BYTES = 32 * 1024 * 1024;
const MAX_STACK_LINES = 10;

/** How the harness says that the code has ended. It comes from the guest: text in it may be anything. */
export type GuestEnd =
  | { ok: true; output: unknown }
  | { ok: false; code: "output_not_json"; path: string; why: string }
  | { ok: false; code: "code_not_function"; type: string }
  | {
      ok: false;
      code: "code_threw" | "code_syntax";
      name?: string;
      message?: string;
      stack?: string;
      thrown?: string;
      shown?: string;
    }
  | { ok: false; code: "out_of_memory" | "output_too_large" };

const LIMITS = {
  cpu_limit: ({ cpuMs }: CodeLimits) => `The code used more than its ${cpuMs} ms of processor time`,
  slice_limit: ({ sliceCpuMs }: CodeLimits) =>
    `The code used more than ${sliceCpuMs} ms of processor time between two waits`,
  out_of_memory: ({ memoryMb }: CodeLimits) => `The code used more than its ${memoryMb} MiB of memory`,
  nested_too_deep: () => "The code reads or writes something that nests deeper than the engine can follow",
  output_too_large: () => "The output is larger than 16 MiB; return large content with artifact(name, content)",
  journal_too_large: () => "The calls of the code and their answers come to more than 256 MiB",
  too_many_waits: () => `The code has waited more than ${MAX_WAITS.toLocaleString("en")} times`,
  wait_too_large: () => "The code holds more than it may while it waits: 32 MiB, compressed",
  stuck: () => "The code awaits something that never comes: no timer is set and nothing else can wake it",
} as const;

/** A failure because of a limit; the same code would fail again. */
export const refused = (code: keyof typeof LIMITS, task: CodeLimits): Failure => ({
  code,
  message: LIMITS[code](task),
  retryable: false,
});

export const problemFailure = ({ line, column, message }: CodeProblem): Failure => ({
  code: "code_syntax",
  message: `The code cannot be read: ${message} (line ${line}, column ${column})`,
  retryable: false,
  details: { line, column },
});

export const notStorable = ({ path, message }: Unstorable): Failure => ({
  code: "output_not_storable",
  message,
  retryable: false,
  details: { path },
});

interface Frame {
  function: string;
  /** The module that it lies in, unless it is the code of the stage itself. */
  module?: string;
  line: number;
  column: number;
}

const FRAME = new RegExp(
  `^\\s+at (?:(.*?) \\()?(${RegExp.escape(SOURCE_NAME)}|${FUNCTIONS_MODULE}|functions/[a-z0-9._-]+@\\d+):(\\d+):(\\d+)\\)?$`,
  "gm",
);

/** The lines of a stack that lie in the author's source. */
function framesOf(stack: string): Frame[] {
  return [...stack.matchAll(FRAME)].slice(0, MAX_STACK_LINES).map(([, name, module, line, column]) => ({
    function: name ?? "",
    ...(module !== SOURCE_NAME && { module }),
    line: Number(line),
    column: Number(column),
  }));
}

/** What an end that is no output means. `memoryBytes` is the most memory that the machine has had. */
export function guestFailure(end: Exclude<GuestEnd, { ok: true }>, task: CodeLimits, memoryBytes: number): Failure {
  switch (end.code) {
    case "out_of_memory":
    case "output_too_large":
      return refused(end.code, task);
    case "output_not_json": {
      const path = clean(end.path);
      return { code: end.code, message: `${path} ${clean(end.why)}`, retryable: false, details: { path } };
    }
    case "code_not_function":
      return {
        code: end.code,
        message: end.type
          ? `The default export is not a function but ${article(end.type)}`
          : "The code has no default export; write `export default function (input) { … }`",
        retryable: false,
      };
    case "code_syntax":
    case "code_threw":
      return thrown(end, task, memoryBytes);
  }
}

function thrown(
  end: Extract<GuestEnd, { code: "code_threw" | "code_syntax" }>,
  task: CodeLimits,
  memoryBytes: number,
): Failure {
  // Without memory left for an error the engine throws null.
  if (end.thrown === "null" && memoryBytes > task.memoryMb * 1024 * 1024 * 0.8) return refused("out_of_memory", task);
  if (end.thrown !== undefined) {
    const what =
      end.thrown === "null" || end.thrown === "undefined"
        ? end.thrown
        : `${article(clean(end.thrown))}, not an Error: ${clean(end.shown ?? "")}`;
    return { code: "code_threw", message: `The code threw ${what}`, retryable: true };
  }
  const stack = framesOf(clean(end.stack ?? ""));
  const { module, line, column } = stack[0] ?? {};
  const at = line === undefined ? "" : ` (${module ? `${module}, ` : ""}line ${line}, column ${column})`;
  const message = clean(end.message ?? "");
  if (end.code === "code_syntax") {
    const { message: text } = problemFailure({ line: line ?? 1, column: column ?? 1, message });
    return { code: end.code, message: text, retryable: false, details: { line: line ?? 1, column: column ?? 1 } };
  }
  const name = clean(end.name || "Error");
  return { code: end.code, message: `${name}: ${message}${at}`, retryable: true, details: { name, stack } };
}

const article = (word: string): string => (/^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`);

/** Text from the guest goes into the database. */
const clean = (text: unknown): string => String(text).toWellFormed().replaceAll("\0", "\ufffd");
