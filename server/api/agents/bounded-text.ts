/** What a model reads at once; more would only push out what it knew before. */
const MAX_CHARACTERS = 40_000;

/** How much of each text and list is kept, tried in turn until all fits. */
const STEPS = [
  { text: 4_000, items: 100 },
  { text: 1_000, items: 40 },
  { text: 300, items: 15 },
  { text: 100, items: 5 },
] as const;

type Step = (typeof STEPS)[number];

function shortened(value: unknown, step: Step): unknown {
  if (typeof value === "string")
    return value.length <= step.text
      ? value
      : `${value.slice(0, step.text).toWellFormed()}… [${value.length - step.text} characters more]`;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const kept = value.slice(0, step.items).map((item) => shortened(item, step));
    return value.length > step.items ? [...kept, `… [${value.length - step.items} more]`] : kept;
  }
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shortened(field, step)]));
}

/** A value as JSON text that is not too long for a model: long texts and lists are cut, and say so; at last the text itself is. */
export function boundedText(value: unknown, maxCharacters = MAX_CHARACTERS): string {
  let text = JSON.stringify(value);
  for (const step of STEPS) {
    if (text.length <= maxCharacters) return text;
    text = JSON.stringify(shortened(value, step));
  }
  return text.length <= maxCharacters
    ? text
    : `${text.slice(0, maxCharacters).toWellFormed()}… [the answer is cut here]`;
}
