export interface Document {
  paragraphs: string[];
  sentences: string[];
  words: number;
}

/** Words of a text, as they are spoken: `nation's` is one. */
const wordsOf = (text: string): string[] => text.match(/\p{L}+(?:['’]\p{L}+)*/gu) ?? [];

/** A text as paragraphs and sentences; lines within a paragraph are joined. */
export default function parse({ text }: { text: string }): Document {
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, " ").trim())
    .filter(Boolean);
  const sentences = paragraphs
    .flatMap((paragraph) => paragraph.match(/[^.!?]+[.!?]+/g) ?? [])
    .map((each) => each.trim());
  return { paragraphs, sentences, words: wordsOf(text).length };
}
