import { expect, test } from "vitest";
import { openedAt } from "#components/editor/opened-at.ts";

test.each([
  ["stage=ask&line=3", { stageId: "ask", line: 3 }],
  ["line=12", { stageId: null, line: 12 }],
  ["stage=ask", null],
  ["line=0", null],
  ["line=x", null],
])("%s leads to %j", (search, place) => {
  expect(openedAt(new URLSearchParams(search))).toEqual(place);
});
