import { expect, test } from "vitest";
import { hiderOf } from "#core/hidden-values.ts";

const VALUE = 'sk-"a/b+c d\\ö$&(.*)[x]';
const KEY = { name: "API_KEY", value: VALUE };
const { text, json } = hiderOf([KEY]);
const padded = Buffer.from(VALUE).toString("base64");

test.each([
  ["as it is", VALUE],
  ["in JSON", JSON.stringify(VALUE).slice(1, -1)],
  ["in JSON that escapes slashes", JSON.stringify(VALUE).slice(1, -1).replaceAll("/", "\\/")],
  ["in an address", encodeURIComponent(VALUE)],
  ["in an address in small letters", encodeURIComponent(VALUE).replace(/%\w\w/g, (found) => found.toLowerCase())],
  ["in a form", new URLSearchParams({ k: VALUE }).toString().slice(2)],
  ["in base64", padded],
  ["in base64 without its end", padded.replace(/=+$/, "")],
  ["in base64 for addresses", Buffer.from(VALUE).toString("base64url")],
])("a value is taken out %s", (_, form) => {
  expect(text(`<${form}${form}>`)).toBe("<[secret API_KEY][secret API_KEY]>");
});

test("it is taken out of JSON however deep, of keys and of numbers", () => {
  const pin = hiderOf([{ name: "PIN", value: "12345" }]);
  expect(pin.json({ a: [{ "x 12345": ["pin 12345", 12345, 1, null, true] }] })).toEqual({
    a: [{ "x [secret PIN]": ["pin [secret PIN]", "[secret PIN]", 1, null, true] }],
  });
  expect(json({ k: VALUE, n: 3 })).toEqual({ k: "[secret API_KEY]", n: 3 });
});

test("of two values the longer is taken out whole, and what stands in a place is not looked through again", () => {
  const both = hiderOf([
    { name: "SHORT", value: "sec" },
    { name: "LONG", value: "secret-two" },
  ]);
  expect(both.text("sec secret-two secret")).toBe("[secret SHORT] [secret LONG] [secret SHORT]ret");
});

test("a value may be as large as a secret can be, and JSON as deep as it comes", () => {
  const large = hiderOf([{ name: "LARGE", value: "x+".repeat(32 * 1024) }]);
  expect(large.text(`<${"x+".repeat(32 * 1024)}>`)).toBe("<[secret LARGE]>");
  let deep: unknown = "v";
  for (let level = 0; level < 50_000; level++) deep = [deep];
  expect(() => large.json(deep)).not.toThrow();
});

test("what holds no value stays as it is", () => {
  expect(text("nothing here")).toBe("nothing here");
  expect(hiderOf([]).text("anything")).toBe("anything");
  expect(hiderOf([{ name: "EMPTY", value: "" }]).text("anything")).toBe("anything");
  expect(json({ __proto__: 1, a: undefined })).toEqual({ a: undefined });
});
