import { expect, test } from "vitest";
import { firstText, readTyped, written } from "#components/editor/trial/pinned-text.ts";

test("what is typed is read as JSON, and nothing as null", () => {
  expect(readTyped('{"a":[1]}')).toEqual({ value: { a: [1] } });
  expect(readTyped(" \n")).toEqual({ value: null });
  expect(readTyped("{a")).toEqual({ mistake: expect.stringMatching(/^This is not JSON yet: /) });
});

test("code begins with an input, what evaluates expressions with what they see", () => {
  expect(readTyped(firstText("code"))).toEqual({ value: {} });
  expect(readTyped(firstText("http"))).toEqual({ value: { input: {}, item: { id: null }, stages: {} } });
  expect(written(undefined)).toBe("null");
});
