import { expect, test } from "vitest";
import { fanOutRefusal, MAX_SUBTASKS } from "#core/fan-out.ts";

test("a stage may have so many subtasks and no more", () => {
  expect(fanOutRefusal("a", MAX_SUBTASKS, false)).toBeNull();
  expect(fanOutRefusal("a", MAX_SUBTASKS + 1, false)).toMatchObject({ code: "too_many_subtasks", retryable: false });
});

test("a subtask may not fan out again, and the failure says so", () => {
  expect(fanOutRefusal("enrich", 2, true)).toEqual({
    code: "nested_fan_out",
    message: "A subtask of stage enrich asked for subtasks of its own; a fan-out has one level only",
    retryable: false,
  });
});
