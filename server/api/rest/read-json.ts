import { DomainError } from "#core/errors.ts";

const refusal = (message: string) => new DomainError("bad_input", message, { field: "body" });

/** Bytes as text; what is not UTF-8 is refused. */
function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refusal("The body of the request is not UTF-8");
  }
}

/** Where the string ends that begins at a quote: at its closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

/** A key that an object of a JSON text has twice, or null. The text has been parsed, so it is well formed. */
function findTwice(text: string): string | null {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === "{") open.push(new Set());
    else if (sign === "[") open.push(null);
    else if (sign === "}" || sign === "]") open.pop();
    else if (sign === '"') {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keys && /^\s*:/.test(text.slice(end + 1, end + 32).trimStart())) {
        const key = JSON.parse(text.slice(at, end + 1)) as string;
        if (keys.has(key)) return key;
        keys.add(key);
      }
      at = end;
    }
  }
  return null;
}

/** Reads the JSON of a body. An object that has a key twice is refused, as readers differ in which one they take. */
export function readJson(bytes: ArrayBuffer): unknown {
  const text = textOf(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refusal("The body of the request is not valid JSON");
  }
  const twice = findTwice(text);
  if (twice !== null) throw refusal(`An object in the body has the key ${JSON.stringify(twice.slice(0, 100))} twice`);
  return value;
}
