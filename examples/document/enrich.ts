interface Document {
  paragraphs: string[];
  sentences: string[];
  words: number;
}

const COMMON = new Set(
  `a all an and any are as at be been but by can did do for from had has have here him his in into is it its it's let may never not now
  of on only or our shall should so such that the their them then there these they this those to upon us was we what when which
  who whom will with you your`.split(/\s+/),
);

const wordsOf = (text: string): string[] => text.match(/\p{L}+(?:['’]\p{L}+)*/gu) ?? [];

/** The words that a document comes back to, most often first. */
function keywords({ paragraphs }: Document) {
  const counts = new Map<string, number>();
  for (const word of paragraphs.flatMap(wordsOf).map((each) => each.toLowerCase()))
    if (word.length > 2 && !COMMON.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .map(([word, times]) => ({ word, times }))
    .filter(({ times }) => times > 1)
    .sort((a, b) => b.times - a.times || a.word.localeCompare(b.word))
    .slice(0, 8);
}

/** What is written with a capital within a sentence. */
function names({ sentences }: Document) {
  const found = sentences.flatMap((sentence) => sentence.slice(1).match(/\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)*/gu) ?? []);
  return [...new Set(found)].sort();
}

/** How long sentences and words are. A document without a sentence cannot be judged. */
function readability({ paragraphs, sentences, words }: Document) {
  if (sentences.length === 0) throw new Error("The document has no sentence that ends");
  const letters = paragraphs.flatMap(wordsOf).join("").length;
  const round = (value: number) => Math.round(value * 10) / 10;
  return { wordsPerSentence: round(words / sentences.length), lettersPerWord: round(letters / words) };
}

const TASKS = { keywords, names, readability };

/** One of three ways to enrich a document, by the name of its subtask. */
export default function enrich({ task, document }: { task: keyof typeof TASKS; document: Document }) {
  return { task, found: TASKS[task](document) };
}
