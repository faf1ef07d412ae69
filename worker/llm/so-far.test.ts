import { expect, test } from "vitest";
import { hiderOf } from "#core/hidden-values.ts";
import { SHOWN_UNITS, soFar } from "#worker/llm/so-far.ts";

const hider = hiderOf([{ name: "KEY", value: "sk-secret" }]);

test("what is hidden is not shown, nor the beginning of it that may go on", () => {
  expect(soFar("The key is sk-secret, no", hider)).toBe("The key is [secret KEY], no");
  for (const begun of ["s", "sk-", "sk-secre"]) expect(soFar(`The key i ${begun}`, hider)).toBe("The key i ");
  const endsAsItBegins = hiderOf([{ name: "KEY", value: "secrets" }]);
  expect(soFar("my secrets", endsAsItBegins)).toBe("my [secret KEY]");
  expect(soFar("The key i sk-other", hider)).toBe("The key i sk-other");
});

test("of long text the end is shown", () => {
  const shown = soFar(`${"x".repeat(SHOWN_UNITS)}end`, null);
  expect(shown).toHaveLength(SHOWN_UNITS + 1);
  expect(shown).toMatch(/^…x+end$/);
});

test("what Postgres cannot store is replaced", () => {
  expect(soFar("a\0b\ud83d", null)).toBe("a\ufffdb\ufffd");
});
