import type { Part } from "#core/diff/changed-words.ts";

/** What is drawn of a part, or how many characters are left out there. */
export type ShownPart = Part | { kind: "gap"; count: number };

/** Beyond this, the middle of what did not change is left out, and the rest of what did. */
const MAX_SAME = 2_000;
const MAX_CHANGED = 10_000;
const NEAR = 500;

const SIGNS: Record<string, string> = { " ": "·", "\t": "→", "\r": "␍", "\n": "↵" };

/** A line cut where it is longer than anyone reads; where only space changed, the space is made visible. */
export function shownParts(parts: readonly Part[]): ShownPart[] {
  return parts.flatMap((part, place): ShownPart[] => {
    if (part.kind !== "same") return cutAfter({ ...part, text: visibleSpace(part.text) }, MAX_CHANGED);
    if (part.text.length <= MAX_SAME) return [part];
    const start = place === 0 ? 0 : NEAR;
    const end = place === parts.length - 1 ? 0 : NEAR;
    if (start + end === 0) return cutAfter(part, MAX_SAME);
    return [
      { kind: "same", text: part.text.slice(0, start) } as const,
      { kind: "gap", count: part.text.length - start - end } as const,
      { kind: "same", text: part.text.slice(part.text.length - end) } as const,
    ].filter((one) => one.kind === "gap" || one.text !== "");
  });
}

function cutAfter(part: Part, max: number): ShownPart[] {
  if (part.text.length <= max) return [part];
  return [
    { ...part, text: part.text.slice(0, max) },
    { kind: "gap", count: part.text.length - max },
  ];
}

const visibleSpace = (text: string) =>
  /^\s+$/.test(text) ? text.replace(/[ \t\r\n]/g, (one) => SIGNS[one] ?? one) : text;
