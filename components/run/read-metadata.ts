import { Metadata, type PlainValue } from "#core/metadata.ts";

/** Reads metadata that was typed as lines of `name = value`; numbers, true and false are what they say. */
export function readMetadata(text: string): { metadata: Metadata } | { mistake: string } {
  const values: Record<string, PlainValue> = {};
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line === "") continue;
    const at = line.indexOf("=");
    const name = line.slice(0, Math.max(at, 0)).trim();
    if (name === "") return { mistake: `"${line}" is not name = value.` };
    values[name] = plain(line.slice(at + 1).trim());
  }
  const parsed = Metadata.safeParse(values);
  return parsed.success ? { metadata: parsed.data } : { mistake: "A name starts with a letter and holds no spaces." };
}

function plain(text: string): PlainValue {
  if (text === "true" || text === "false") return text === "true";
  const isNumber = text !== "" && String(Number(text)) === text;
  return isNumber ? Number(text) : text;
}
