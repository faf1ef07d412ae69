declare function artifact(name: string, content: string, mediaType?: string): { $artifact: Record<string, unknown> };

interface Enrichment {
  task: string;
  found: unknown;
}

interface Input {
  title: string;
  document: { paragraphs: string[]; words: number };
  enrichments: Enrichment[];
  review: { decidedBy: string; comment: string };
}

/** The document with what was found and who let it pass, as Markdown. */
export default function publish({ title, document, enrichments, review }: Input) {
  const found = (task: string) => enrichments.find((each) => each.task === task)?.found;
  const keywords = found("keywords") as { word: string }[];
  const names = found("names") as string[];
  const { wordsPerSentence } = found("readability") as { wordsPerSentence: number };
  const text = `# ${title}

${document.paragraphs.join("\n\n")}

---

Keywords: ${keywords.map(({ word }) => word).join(", ") || "none"}
Names: ${names.join(", ") || "none"}
Length: ${document.words} words, ${wordsPerSentence} in a sentence
Approved by ${review.decidedBy}${review.comment ? `: ${review.comment}` : ""}
`;
  return { published: artifact("document.md", text, "text/markdown") };
}
