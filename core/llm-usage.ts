/** What one attempt of an `llm` stage has used, in all its requests. */
export interface LlmUsage {
  inputTokens: number;
  outputTokens: number;
  /** US dollars; null when the stage names no prices. */
  cost: number | null;
}

/** The same as it is shown, by attempt. */
export interface AttemptUsage extends LlmUsage {
  attempt: number;
  model: string;
  requests: number;
}

/** Of several attempts, or a whole run. */
export interface UsageSum extends LlmUsage {
  requests: number;
}

interface Prices {
  inputPrice?: number | undefined;
  outputPrice?: number | undefined;
}

/** Of several attempts together; null when there is none. A cost that is not known is left out of the sum. */
export function sumOf(usage: readonly LlmUsage[]): LlmUsage | null {
  const costs = usage.map(({ cost }) => cost).filter((cost) => cost !== null);
  if (usage.length === 0) return null;
  return {
    inputTokens: total(usage.map(({ inputTokens }) => inputTokens)),
    outputTokens: total(usage.map(({ outputTokens }) => outputTokens)),
    cost: costs.length === 0 ? null : total(costs),
  };
}

const total = (parts: readonly number[]): number => parts.reduce((sum, part) => sum + part, 0);

const MILLION = 1_000_000;

/** What so many tokens cost at prices for a million; a price that is not named counts nothing, without any it is not known. */
export function costOf(
  { inputTokens, outputTokens }: Pick<LlmUsage, "inputTokens" | "outputTokens">,
  { inputPrice, outputPrice }: Prices,
): number | null {
  if (inputPrice === undefined && outputPrice === undefined) return null;
  return (inputTokens * (inputPrice ?? 0) + outputTokens * (outputPrice ?? 0)) / MILLION;
}

const count = (tokens: number): string => tokens.toLocaleString("en-US");

/** A small sum keeps enough digits to tell it from nothing. */
export function costWords(dollars: number): string {
  if (dollars === 0 || dollars >= 1) return `$${dollars.toFixed(2)}`;
  if (dollars < 0.000_001) return "< $0.000001";
  return `$${Number(dollars.toPrecision(2)).toFixed(6).replace(/0+$/, "").padEnd(4, "0")}`;
}

/** `1,200 tokens in, 340 out, $0.0042`. */
export function usageWords({ inputTokens, outputTokens, cost }: LlmUsage): string {
  const tokens = `${count(inputTokens)} tokens in, ${count(outputTokens)} out`;
  return cost === null ? tokens : `${tokens}, ${costWords(cost)}`;
}
