import { expect, test } from "vitest";
import { noteMark, placeWords, toggleMark } from "#components/inbox/marks.ts";

test("a part is marked, said something about, and unmarked with what was said", () => {
  const one = toggleMark([], { path: "text", line: 3 });
  const both = toggleMark(one, { path: "text" });
  const noted = noteMark(both, { path: "text", line: 3 }, "Too long");

  expect(noted).toEqual([
    { path: "text", line: 3, note: "Too long" },
    { path: "text", note: "" },
  ]);
  expect(toggleMark(noted, { path: "text", line: 3 })).toEqual([{ path: "text", note: "" }]);
});

test("where a mark stands is told in words", () => {
  expect(placeWords({ path: "findings.2.riskLevel" })).toBe("Findings, row 3, risk level");
  expect(placeWords({ path: "text", line: 3 })).toBe("Text, line 3");
  expect(placeWords({ path: "0" })).toBe("Row 1");
  expect(placeWords({ path: "", line: 2 })).toBe("Line 2");
  expect(placeWords({ path: "" })).toBe("Everything");
});
