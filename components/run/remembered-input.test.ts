import { expect, test } from "vitest";
import { recallInput, rememberInput } from "#components/run/remembered-input.ts";

function shelf(kept = new Map<string, string>()) {
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  };
}

test("each workflow remembers its last input", () => {
  const local = shelf();

  rememberInput(local, "a", { id: 1 });
  rememberInput(local, "b", { id: 2 });

  expect(recallInput(local, "a")).toEqual({ id: 1 });
  expect(recallInput(local, "c")).toBeUndefined();
});

test("an input that is too large takes the place of the earlier one with nothing", () => {
  const local = shelf();

  rememberInput(local, "a", { id: 1 });
  rememberInput(local, "a", { text: "x".repeat(300_000) });

  expect(recallInput(local, "a")).toBeUndefined();
});

test("a storage that refuses or holds nonsense is no error", () => {
  const full = {
    ...shelf(),
    setItem: () => {
      throw new Error("quota");
    },
  };
  const broken = { ...shelf(), getItem: () => "{" };

  rememberInput(full, "a", {});

  expect(recallInput(broken, "a")).toBeUndefined();
});
