/** One answer: what was asked, what came out, what the goal is. */
export interface Figure {
  question: string;
  value: number;
  unit: string;
  /** Beside the floor that was measured in the same run. */
  ratio?: number;
  goal: string;
  reached: boolean;
}

/** The value that this share of them does not exceed. */
export const at = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => at(values, 0.5);
export const p99 = (values: readonly number[]): number => at(values, 0.99);

/** A number as a person reads it: three figures, thousands set apart. */
export const readable = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString("en") : value.toLocaleString("en", { maximumSignificantDigits: 3 });
