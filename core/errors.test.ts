import { expect, test } from "vitest";
import { DomainError } from "#core/errors.ts";

test("a refusal says what, and names the field or the problems to blame", () => {
  const problems = [{ code: "empty" as const, message: "The workflow has no stages yet", path: ["stages"] }];
  const error = new DomainError("bad_input", "It does not fit", { field: "input.text", problems });
  expect(error).toMatchObject({
    name: "DomainError",
    code: "bad_input",
    message: "It does not fit",
    field: "input.text",
    problems,
  });
  expect(error).toBeInstanceOf(Error);
});

test("a refusal may blame nothing in particular", () => {
  expect(new DomainError("not_found", "There is no run 7")).toMatchObject({
    code: "not_found",
    field: undefined,
    problems: undefined,
  });
});
