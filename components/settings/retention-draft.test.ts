import { expect, test } from "vitest";
import { draftOf, readDraft, retentionWords } from "#components/settings/retention-draft.ts";

test("what is typed becomes a retention, and an empty field no limit", () => {
  expect(readDraft({ keepDays: "30", keepRuns: " " })).toEqual({ retention: { keepDays: 30 } });
  expect(readDraft(draftOf({ keepRuns: 5 }))).toEqual({ retention: { keepRuns: 5 } });
  expect(readDraft(draftOf({}))).toEqual({ retention: {} });
});

test("what is no whole number is told at its field", () => {
  expect(readDraft({ keepDays: "soon", keepRuns: "0" })).toEqual({
    errors: {
      keepDays: "It is a whole number from 1 to 36,500.",
      keepRuns: "It is a whole number from 1 to 100,000,000.",
    },
  });
});

test("a retention is told in words", () => {
  expect(retentionWords({})).toBe("All are kept");
  expect(retentionWords({ keepDays: 1 })).toBe("Kept for 1 day after their end");
  expect(retentionWords({ keepRuns: 1_000 })).toBe("Kept: the newest 1,000");
  expect(retentionWords({ keepDays: 30, keepRuns: 5 })).toBe("Kept for 30 days after their end, the newest 5 at most");
});
