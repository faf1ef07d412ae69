/** Small letters, digits and `-`, as in addresses: "Été 2026!" is "ete-2026". */
export const slug = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** At most so many characters; what was cut ends with `…`, which counts. */
export function truncate(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, Math.max(0, length - 1)).join("")}…`;
}

/** One line: each run of blanks, tabs and line breaks is one blank, and none is at the ends. */
export const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** The text with `{name}` replaced by the value of that name. Throws for a name that there is not. */
export const fill = (template: string, values: Readonly<Record<string, unknown>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (!Object.hasOwn(values, name)) throw new Error(`fill: there is no value for {${name}}`);
    return String(values[name]);
  });
