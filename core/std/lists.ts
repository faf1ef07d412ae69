/** The list in pieces of so many elements; the last one may be shorter. Throws for a size below 1. */
export function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  if (!(size >= 1)) throw new RangeError("chunk: the size is 1 or more");
  const step = Math.floor(size);
  return Array.from({ length: Math.ceil(items.length / step) }, (_, n) => items.slice(n * step, (n + 1) * step));
}

/** The first of each that have the same key, in their order. */
export function uniqueBy<Item>(items: readonly Item[], keyOf: (item: Item) => unknown): Item[] {
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const key = keyOf(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** A sorted copy, by text, number or date; equal ones stay in their order. */
export function sortBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string | number | Date,
  direction: "up" | "down" = "up",
): Item[] {
  const sign = direction === "up" ? 1 : -1;
  return items
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((one, other) => (one.key < other.key ? -sign : one.key > other.key ? sign : 0))
    .map(({ item }) => item);
}

/** The sum of numbers, or of what is told of each element; 0 of none. */
export function sum(items: readonly number[]): number;
export function sum<Item>(items: readonly Item[], numberOf: (item: Item) => number): number;
export function sum<Item>(items: readonly Item[], numberOf: (item: Item) => number = Number): number {
  return items.reduce((total, item) => total + numberOf(item), 0);
}
