import { useEffect, useState } from "react";
import { type ReadItem, readItem, splitItems } from "#components/batches/read-items.ts";
import type { JsonSchema } from "#components/ui/schema-form/check-value.ts";

const AT_ONCE_MS = 12;

export interface CheckedItems {
  items: ReadItem[];
  /** How many there are in all; `items` holds fewer while they are being read. */
  total: number;
  mistakes: number;
}

const NONE: CheckedItems = { items: [], total: 0, mistakes: 0 };

/** Reads and checks the items of a text a few milliseconds at a time, so that the page stays fluent. */
export function useCheckedItems(text: string, schema: JsonSchema | undefined): CheckedItems {
  const [checked, setChecked] = useState(NONE);

  useEffect(() => {
    const written = splitItems(text);
    const items: ReadItem[] = [];
    let mistakes = 0;
    let timer: ReturnType<typeof setTimeout>;
    const read = () => {
      const until = performance.now() + AT_ONCE_MS;
      while (items.length < written.length && performance.now() < until) {
        const next = written[items.length];
        if (!next) break;
        const item = readItem(next, schema);
        items.push(item);
        if (item.mistake !== null) mistakes += 1;
      }
      setChecked({ items: items.slice(), total: written.length, mistakes });
      if (items.length < written.length) timer = setTimeout(read);
    };
    timer = setTimeout(read);
    return () => clearTimeout(timer);
  }, [text, schema]);

  return checked;
}
