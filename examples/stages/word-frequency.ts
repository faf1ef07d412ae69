import { setTimeout as pause } from "node:timers/promises";
import { defineStage } from "heddle/stages";
import { z } from "zod";

const wordsIn = (text: string): string[] => text.toLowerCase().match(/\p{L}+(?:['’]\p{L}+)*/gu) ?? [];

/** Counts the words of a text, paragraph by paragraph: one subtask each. */
export default defineStage({
  name: "word.frequency",
  title: "Word frequency",
  description: "Counts the words of a text, paragraph by paragraph",
  input: z.object({ text: z.string().describe("An empty line ends a paragraph") }),
  output: z.array(z.object({ word: z.string(), times: z.int() })),
  config: z.object({
    most: z.int().min(1).max(100).default(3).meta({ title: "How many", description: "Words that are kept" }),
    shortest: z.int().min(1).default(4).meta({ title: "Shortest", description: "Letters that a word must have" }),
    pauseMs: z
      .int()
      .min(0)
      .max(10_000)
      .default(0)
      .meta({ title: "Pause (ms)", description: "Between two words, to watch it" }),
  }),
  async run({ text }, { config, fanOut, log, progress, signal, subtask }) {
    if (!subtask) return fanOut(text.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== ""));
    const words = wordsIn(z.string().parse(subtask.item)).filter((word) => word.length >= config.shortest);
    const counts = new Map<string, number>();
    for (const [index, word] of words.entries()) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
      progress(index + 1, words.length, word);
      if (config.pauseMs > 0) await pause(config.pauseMs, undefined, { signal });
    }
    log(`paragraph ${subtask.index + 1} has ${words.length} words that count`);
    return [...counts]
      .map(([word, times]) => ({ word, times }))
      .sort((a, b) => b.times - a.times || a.word.localeCompare(b.word))
      .slice(0, config.most);
  },
});
