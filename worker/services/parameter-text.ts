import type { ParameterStyle } from "#core/service-method.ts";

interface Written {
  name: string;
  style: ParameterStyle;
  explode: boolean;
}

const SEPARATORS: Partial<Record<ParameterStyle, string>> = { spaceDelimited: "%20", pipeDelimited: "%7C" };
const USUAL = { style: "form", explode: true } as const;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** One value as text; what lies deeper than a list or an object of them is JSON. */
const textOf = (value: unknown): string => (isRecord(value) ? JSON.stringify(value) : String(value ?? ""));
const encoded = (value: unknown): string => encodeURIComponent(textOf(value).toWellFormed());

/** A value in a path, percent-encoded (the style `simple`). */
export const pathText = (written: Written, value: unknown): string => simple(written, value, encoded);

/** A value in a header (the style `simple`). */
export const headerText = (written: Written, value: unknown): string => simple(written, value, textOf);

function simple({ style, explode }: Written, value: unknown, text: (value: unknown) => string): string {
  if (style === "json") return text(JSON.stringify(value));
  if (Array.isArray(value)) return value.map(text).join(",");
  if (!isRecord(value)) return text(value);
  return Object.entries(value)
    .map(([name, part]) => `${text(name)}${explode ? "=" : ","}${text(part)}`)
    .join(",");
}

/** A value in a query: `name=value`, percent-encoded, as often as its style says. */
export function queryPairs({ name, style, explode }: Written, value: unknown): string[] {
  const key = encoded(name);
  if (style === "json") return [`${key}=${encoded(JSON.stringify(value))}`];
  if (Array.isArray(value)) {
    if (explode) return value.map((part) => `${key}=${encoded(part)}`);
    return value.length === 0 ? [] : [`${key}=${value.map(encoded).join(SEPARATORS[style] ?? ",")}`];
  }
  if (!isRecord(value)) return [`${key}=${encoded(value)}`];
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  if (style === "deepObject") return entries.map(([part, inner]) => `${key}[${encoded(part)}]=${encoded(inner)}`);
  if (explode) return entries.map(([part, inner]) => `${encoded(part)}=${encoded(inner)}`);
  return [`${key}=${entries.flatMap(([part, inner]) => [encoded(part), encoded(inner)]).join(",")}`];
}

/** The fields of a form; `encoding` says of some how they are written. */
export const formText = (
  fields: Readonly<Record<string, unknown>>,
  encoding: Readonly<Record<string, Omit<Written, "name">>>,
): string =>
  Object.entries(fields)
    .flatMap(([name, value]) =>
      queryPairs({ name, ...((Object.hasOwn(encoding, name) ? encoding[name] : undefined) ?? USUAL) }, value),
    )
    .join("&");
