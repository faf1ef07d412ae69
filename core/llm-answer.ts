import { cutText } from "#core/cut-text.ts";
import type { Feedback } from "#core/verdict.ts";

const FENCED = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/;
const SHOWN_PROBLEMS = 20;
const MAX_GUIDANCE_BYTES = 20_000;

/** The JSON of an answer; models like to put it in a fence. Undefined when it is none. */
export function jsonIn(answer: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(FENCED.exec(answer)?.[1] ?? answer) };
  } catch {
    return undefined;
  }
}

/** What the model is told of the form of its answer, for endpoints that do not hold it to a schema themselves. */
export const schemaInstruction = (schema: unknown): string =>
  `Answer with JSON alone, without any text around it. It must fit this JSON Schema:\n${JSON.stringify(schema)}`;

/** What is wrong with an answer, in one sentence. */
export const problemWords = (problems: readonly string[]): string =>
  problems.slice(0, SHOWN_PROBLEMS).join("; ") +
  (problems.length > SHOWN_PROBLEMS ? `; and ${problems.length - SHOWN_PROBLEMS} more` : "");

/** What the model is told of an answer that does not fit. */
export const repairRequest = (problems: readonly string[]): string =>
  `This answer does not fit the JSON Schema: ${problemWords(problems)}. Answer again with the whole JSON, mended, and nothing else.`;

/** What the model is told of what a check or a reviewer said of the attempt before. */
export function feedbackRequest({ summary, criteria, guidance }: Feedback): string {
  const lines = [`An earlier answer was sent back: ${summary}`];
  for (const { name, expected, actual, passed } of criteria ?? [])
    if (!passed) lines.push(`- ${name}${told("expected", expected)}${told("but was", actual)}`);
  if (guidance !== undefined) lines.push(`Guidance: ${written(guidance)}`);
  return cutText(lines.join("\n"), MAX_GUIDANCE_BYTES);
}

const written = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
const told = (word: string, value: unknown): string => (value === undefined ? "" : `, ${word} ${written(value)}`);
