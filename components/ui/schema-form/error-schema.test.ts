import { expect, test } from "vitest";
import { errorSchemaOf } from "#components/ui/schema-form/error-schema.ts";

test("each problem stands at its field, however deep", () => {
  const problems = [
    { path: ["url"], message: "This is needed." },
    { path: ["lines", "0", "sum"], message: "This must be 1 or more." },
    { path: [], message: "This is not expected." },
  ];

  expect(errorSchemaOf(problems)).toEqual({
    url: { __errors: ["This is needed."] },
    lines: { 0: { sum: { __errors: ["This must be 1 or more."] } } },
    __errors: ["This is not expected."],
  });
});

test("two problems of one field both stay", () => {
  const problems = ["Write at least 3 characters.", "This must match a."].map((message) => ({ path: ["id"], message }));

  expect(errorSchemaOf(problems)).toEqual({ id: { __errors: problems.map(({ message }) => message) } });
});
