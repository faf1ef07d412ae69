interface Waiting<Item> {
  item: Item;
  resolve(): void;
  reject(reason: unknown): void;
}

/**
 * Hands items to `work` together: those that come while it is busy wait for the next turn, at most `most` at once.
 * The promise of an item ends with its turn; when the turn fails, it fails.
 */
export function gather<Item>(work: (items: Item[]) => Promise<void>, most: number): (item: Item) => Promise<void> {
  const waiting: Waiting<Item>[] = [];
  let isBusy = false;

  async function pump(): Promise<void> {
    isBusy = true;
    while (waiting.length > 0) {
      const turn = waiting.splice(0, most);
      try {
        await work(turn.map(({ item }) => item));
        for (const { resolve } of turn) resolve();
      } catch (error) {
        for (const { reject } of turn) reject(error);
      }
    }
    isBusy = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isBusy) void pump();
    });
}
