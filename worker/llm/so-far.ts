import type { Hider } from "#core/hidden-values.ts";

/** How much of an unfinished answer is shown: its end. */
export const SHOWN_UNITS = 16_000;

/** What may be shown of text that still grows: nothing hidden, nor the beginning of it, and no more than its end. */
export function soFar(text: string, hider: Hider | null): string {
  const shown = hider ? withoutBeginnings(hider.text(text), hider) : text;
  const end = shown.length > SHOWN_UNITS ? `…${shown.slice(-SHOWN_UNITS)}` : shown;
  return end.toWellFormed().replaceAll("\0", "\ufffd");
}

function withoutBeginnings(text: string, { forms }: Hider): string {
  let cut = text.length;
  for (const form of forms.keys())
    for (let length = Math.min(form.length - 1, text.length); length > 0; length--)
      if (text.endsWith(form.slice(0, length))) {
        cut = Math.min(cut, text.length - length);
        break;
      }
  return text.slice(0, cut);
}
