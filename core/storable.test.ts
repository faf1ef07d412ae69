import { expect, test } from "vitest";
import { findUnstorable, MAX_DEPTH } from "#core/storable.ts";

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

test("plain JSON can be stored", () => {
  expect(findUnstorable({ a: [1, null, true, "text 😀"], b: {} }, "output")).toBeNull();
  expect(findUnstorable(nested(MAX_DEPTH), "output")).toBeNull();
});

test("NUL is found in values and keys, and its path is named", () => {
  expect(findUnstorable({ a: ["x", "y\u0000"] }, "output")).toEqual({
    path: "output.a.1",
    reason: "nul",
    message: "output.a.1 holds a NUL character, which cannot be stored",
  });
  expect(findUnstorable({ a: { "k\u0000": 1 } }, "input")?.path).toBe("input.a.k\\0");
  expect(findUnstorable("\u0000", "input")?.path).toBe("input");
});

test("half a surrogate pair is found", () => {
  expect(findUnstorable({ a: "\ud83d" }, "output")?.reason).toBe("lone_surrogate");
  expect(findUnstorable({ "\udc00": 1 }, "output")?.path).toBe("output.\ufffd");
});

test("nesting beyond the limit is found without exhausting the stack", () => {
  expect(findUnstorable(nested(MAX_DEPTH + 1), "output")?.reason).toBe("too_deep");
  expect(findUnstorable(JSON.parse(`${"[".repeat(5_000)}${"]".repeat(5_000)}`), "output")?.reason).toBe("too_deep");
});
