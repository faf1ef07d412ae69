/** Remembers what `make` gave for the `size` keys used last. */
export function recent<Value>(size: number, make: (key: string) => Value): (key: string) => Value {
  const kept = new Map<string, Value>();
  return (key) => {
    const known = kept.get(key);
    const value = known === undefined ? make(key) : known;
    kept.delete(key);
    kept.set(key, value);
    const oldest = kept.size > size ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    return value;
  };
}
