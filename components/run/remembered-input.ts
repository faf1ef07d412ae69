const MAX_KEPT_CHARACTERS = 200_000;

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const keyOf = (workflow: string) => `heddle.input.${workflow}`;

/** Keeps the input that a workflow was started with last, in this browser only. One that is too large is not kept. */
export function rememberInput(shelf: Shelf, workflow: string, input: unknown): void {
  const text = JSON.stringify(input) ?? "";
  try {
    if (text.length > MAX_KEPT_CHARACTERS) shelf.removeItem(keyOf(workflow));
    else shelf.setItem(keyOf(workflow), text);
  } catch {
    // A full or forbidden storage only costs the convenience.
  }
}

/** The input that was kept, or undefined. */
export function recallInput(shelf: Shelf, workflow: string): unknown {
  try {
    const text = shelf.getItem(keyOf(workflow));
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
