/** What to change of an object; a key that is `undefined` is taken away. */
export type Change<T> = { [K in keyof T]?: T[K] | undefined };

/** The object with a change made to it; the object itself where the change changes nothing. */
export function changed<T extends object>(before: T, change: Change<NoInfer<T>>): T {
  const keys = Object.keys(change) as (keyof T)[];
  if (keys.every((key) => before[key] === change[key])) return before;
  const after: Change<T> = { ...before, ...change };
  for (const key of keys) if (after[key] === undefined) delete after[key];
  return after as T;
}
