import { expect, test } from "vitest";
import { cellName, countText } from "#components/items/cell-words.ts";

test("a fan-out tells how many of its subtasks have ended, and how many of them failed", () => {
  expect(countText({ status: "running", total: 12, open: 5, failed: 0 })).toBe("7/12");
  expect(countText({ status: "failed", total: 3, open: 0, failed: 2 })).toBe("3/3, 2 failed");
  expect(countText({ status: "completed" })).toBeNull();
});

test("a cell is named by its stage and status", () => {
  expect(cellName("Parse", { status: "awaiting_review" })).toBe("Parse: Awaiting review");
  expect(cellName("Enrich", { status: "running", total: 12, open: 5, failed: 1 })).toBe(
    "Enrich: Running, 7/12, 1 failed",
  );
  expect(cellName("New", undefined)).toBe("New: not in this run's version");
});
