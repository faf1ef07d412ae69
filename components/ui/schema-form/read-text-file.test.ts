import { expect, test } from "vitest";
import { MAX_TEXT_BYTES, textOf } from "#components/ui/schema-form/read-text-file.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);

test("a UTF-8 file is read as its text", () => {
  expect(textOf(new TextEncoder().encode("Grüße\n"), "a.txt", "Text")).toEqual({ text: "Grüße\n" });
});

test.each([
  ["a ZIP archive", bytes(0x50, 0x4b, 0x03, 0x04), "ZIP archive"],
  ["an empty ZIP archive", bytes(0x50, 0x4b, 0x05, 0x06), "ZIP archive"],
  ["a PDF", bytes(0x25, 0x50, 0x44, 0x46), "PDF"],
  ["NUL bytes", bytes(0x61, 0x00), "NUL bytes"],
  ["Latin-1", bytes(0x66, 0xfc, 0x72), "UTF-8"],
  ["more than 10 MiB", new Uint8Array(MAX_TEXT_BYTES + 1).fill(0x61), "at most 10.0 MiB"],
])("%s is refused with a sentence that names the field", (_, content, reason) => {
  const read = textOf(content, "file.bin", "License text");

  expect(read).toEqual({ refusal: expect.stringContaining(reason) });
  expect(read).toEqual({ refusal: expect.stringMatching(/^License text: file\.bin /) });
});

test("a text that begins with PK is no archive", () => {
  expect(textOf(new TextEncoder().encode("PKWARE license"), "a.txt", "Text")).toEqual({ text: "PKWARE license" });
});
