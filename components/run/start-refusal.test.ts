import { expect, test } from "vitest";
import { startRefusal } from "#components/run/start-refusal.ts";

test("blame for a field of the input is shown at that field", () => {
  expect(startRefusal("input.text", "input.text: must be a string")).toEqual({
    field: "text",
    message: "Must be a string",
  });
  expect(startRefusal("input.lines.0.sum", "input.lines.0.sum: is needed")).toEqual({
    field: "lines.0.sum",
    message: "Is needed",
  });
});

test("blame for anything else is shown above the form", () => {
  expect(startRefusal("input", "input: is larger than 10 MiB")).toEqual({
    field: null,
    message: "input: is larger than 10 MiB",
  });
  expect(startRefusal(null, "There is no workflow x")).toEqual({ field: null, message: "There is no workflow x" });
});
