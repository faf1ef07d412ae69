import { MAX_DEPTH } from "#core/storable.ts";

/** The most characters, keys and values that one result may have. */
const MAX_SIZE = 16 * 1024 * 1024;

/** Why a result of JSONata is not JSON; thrown to the one place that makes a failure of it. */
export class NotPlain extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const isCallable = (value: object): boolean => {
  const {
    _jsonata_lambda: lambda,
    _jsonata_function: native,
    environment,
    implementation,
  } = value as Record<string, unknown>;
  // Data may carry the same marks, but never real functions.
  return (
    (lambda === true && typeof (environment as { lookup?: unknown } | null)?.lookup === "function") ||
    (native === true && typeof implementation === "function")
  );
};

/** Copies a result of JSONata to plain JSON: sequences become lists, undefined becomes null, what is shared is copied. */
export function toPlain(result: unknown): unknown {
  let size = 0;
  const count = (by: number) => {
    size += by;
    if (size > MAX_SIZE) throw new NotPlain("output_too_large", "The result of the expression is larger than 16 MiB");
  };
  const copy = (value: unknown, depth: number): unknown => {
    count(1);
    if (typeof value === "string") count(value.length);
    if (typeof value === "function" || (typeof value === "object" && value !== null && isCallable(value)))
      throw new NotPlain(
        "expression_result",
        "The result of the expression holds a function; call it, or leave it out",
      );
    if (typeof value === "number") return Number.isFinite(value) ? value : null;
    if (typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value !== "object" || value === null) return null;
    if (depth >= MAX_DEPTH)
      throw new NotPlain("expression_result", `The result of the expression nests more than ${MAX_DEPTH} levels deep`);
    if (Array.isArray(value)) return Array.from(value, (part) => copy(part, depth + 1));
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, part]) => part !== undefined)
        .map(([key, part]) => {
          count(key.length);
          return [key, copy(part, depth + 1)];
        }),
    );
  };
  return copy(result, 0);
}
