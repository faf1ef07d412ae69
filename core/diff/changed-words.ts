import { diffWordsWithSpace } from "diff";

export interface Part {
  kind: "same" | "removed" | "added";
  text: string;
}

/** Longer texts are compared by what they share at both ends. */
const MAX_CHARACTERS = 20_000;
const MAX_EDITS = 400;

/** What was taken out of a text and put in, word by word; without the added parts it is the one before, without the removed the one after. */
export function changedWords(before: string, after: string): Part[] {
  const changes =
    before.length + after.length > MAX_CHARACTERS
      ? undefined
      : diffWordsWithSpace(before, after, { maxEditLength: MAX_EDITS });
  if (!changes) return changedMiddle(before, after);
  return joined(
    changes.flatMap(({ value, added, removed }, place): Part[] => {
      if (added) return [{ kind: "added", text: value }];
      if (removed) return [{ kind: "removed", text: value }];
      // A space between two words that changed changes with them: one mark is easier to read than two.
      return value.trim() === "" && isChange(changes[place - 1]) && isChange(changes[place + 1])
        ? replaced(value, value)
        : [{ kind: "same", text: value }];
    }),
  );
}

const isChange = (change?: { added: boolean; removed: boolean }) => change?.added || change?.removed;

const replaced = (before: string, after: string): Part[] =>
  [{ kind: "removed", text: before } as const, { kind: "added", text: after } as const].filter(
    ({ text }) => text !== "",
  );

/** Neighbors of one kind become one part; between two unchanged parts, what went stands before what came. */
function joined(parts: readonly Part[]): Part[] {
  const all: Part[] = [];
  let before = "";
  let after = "";
  for (const { kind, text } of parts) {
    if (kind === "removed") before += text;
    else if (kind === "added") after += text;
    else {
      all.push(...replaced(before, after), { kind, text });
      before = "";
      after = "";
    }
  }
  return [...all, ...replaced(before, after)];
}

function changedMiddle(before: string, after: string): Part[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  if (isHalf(before, start) || isHalf(after, start)) start -= 1;
  let end = 0;
  while (end < shorter - start && before.at(-end - 1) === after.at(-end - 1)) end += 1;
  if (isHalf(before, before.length - end) || isHalf(after, after.length - end)) end -= 1;
  const same = (text: string): Part[] => (text === "" ? [] : [{ kind: "same", text }]);
  return [
    ...same(before.slice(0, start)),
    ...replaced(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...same(before.slice(before.length - end)),
  ];
}

/** Whether a cut here would split a character. */
const isHalf = (text: string, place: number) =>
  /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(place - 1, place + 1));
