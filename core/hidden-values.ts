import { MAX_DEPTH } from "#core/storable.ts";

/** A value that must never be seen, and what stands in its place: `[secret NAME]`. */
export interface Hidden {
  name: string;
  value: string;
}

/** Takes hidden values out of what came from outside. */
export interface Hider {
  text(text: string): string;
  /** In JSON, keys as well. A number that is the value goes too. */
  json(value: unknown): unknown;
  /** The forms in which a value is looked for, with what stands in its place. */
  forms: ReadonlyMap<string, string>;
}

const placeOf = (name: string): string => `[secret ${name}]`;

const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));

/** How an upstream may write a value: as it is, in JSON, in an address or a form, in base64. */
function formsOf(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const encoded = encodeURIComponent(value);
  const form = new URLSearchParams([["", value]]).toString().slice(1);
  const lower = (text: string) => text.replace(/%[0-9A-F]{2}/g, (percent) => percent.toLowerCase());
  const padded = base64(value);
  const bare = padded.replace(/=+$/, "");
  const url = bare.replaceAll("+", "-").replaceAll("/", "_");
  return [
    value,
    json,
    json.replaceAll("/", "\\/"),
    encoded,
    lower(encoded),
    form,
    lower(form),
    padded,
    bare,
    url,
    encodeURIComponent(padded),
  ];
}

/** Replaces each of the forms by what stands for it: the longest where several begin, and never within what was put in. */
export function replacing(forms: ReadonlyMap<string, string>): (text: string) => string {
  const longestFirst = [...forms].sort(([one], [other]) => other.length - one.length);
  return (text) => {
    const found = longestFirst.map(([form, place]) => ({ form, place, index: text.indexOf(form) }));
    let done = "";
    let at = 0;
    for (;;) {
      let first: (typeof found)[number] | null = null;
      for (const one of found) if (one.index >= 0 && (first === null || one.index < first.index)) first = one;
      if (first === null) return done + text.slice(at);
      done += text.slice(at, first.index) + first.place;
      at = first.index + first.form.length;
      for (const one of found) if (one.index >= 0 && one.index < at) one.index = text.indexOf(one.form, at);
    }
  };
}

/** A hider of these values. */
export function hiderOf(hidden: readonly Hidden[]): Hider {
  const forms = new Map<string, string>();
  for (const { name, value } of hidden)
    if (value !== "")
      for (const form of formsOf(value.toWellFormed())) if (!forms.has(form)) forms.set(form, placeOf(name));
  const text = replacing(forms);

  function json(value: unknown, depth = 0): unknown {
    if (typeof value === "string") return text(value);
    if (typeof value === "number") return forms.get(String(value)) ?? value;
    // What lies deeper is stored nowhere.
    if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return value;
    if (Array.isArray(value)) return value.map((part) => json(part, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [text(key), json(part, depth + 1)]));
  }
  return { text, json: (value) => json(value), forms };
}
