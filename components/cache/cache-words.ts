import { bytesWords } from "#components/ui/bytes-words.ts";
import type { CacheStageStats } from "#core/cache-views.ts";

const grouped = new Intl.NumberFormat("en-US");

/** "1 output", "1,204 outputs". */
export const outputWords = (count: number): string => (count === 1 ? "1 output" : `${grouped.format(count)} outputs`);

/** "not found again yet", "found again once", "found again 1,204 times". */
export function hitWords(count: number): string {
  if (count === 0) return "not found again yet";
  return count === 1 ? "found again once" : `found again ${grouped.format(count)} times`;
}

/** "found 96 of 110 times in 7 days, 87 %", "not looked for in 7 days". */
export function rateWords({ looks, found }: Pick<CacheStageStats, "looks" | "found">): string {
  if (looks === 0) return "not looked for in 7 days";
  const times = looks === 1 ? "1 time" : `${grouped.format(looks)} times`;
  return `found ${grouped.format(found)} of ${times} in 7 days, ${Math.floor((found / looks) * 100)} %`;
}

export interface CacheTotal {
  entries: number;
  bytes: number;
  hits: number;
}

export const totalOf = (stats: readonly CacheStageStats[]): CacheTotal =>
  stats.reduce(
    (total, { entries, bytes, hits }) => ({
      entries: total.entries + entries,
      bytes: total.bytes + bytes,
      hits: total.hits + hits,
    }),
    { entries: 0, bytes: 0, hits: 0 },
  );

/** "12 outputs, 4.1 kB, found again 3 times". */
export const totalWords = ({ entries, bytes, hits }: CacheTotal): string =>
  `${outputWords(entries)}, ${bytesWords(bytes)}, ${hitWords(hits)}`;
