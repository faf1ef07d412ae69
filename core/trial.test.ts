import { expect, test } from "vitest";
import { isTrialKind, isTrialOpen, type Mock, mockFor, Pin, withMock } from "#core/trial.ts";

const value = (of: unknown): Mock["answer"] => ({ ok: true, value: of });
const mail = { service: "mail", method: "send" };
const each: Mock = { ...mail, answer: value("each") };
const second: Mock = { ...mail, nth: 2, answer: value("second") };

test("a mock for this very call comes before the one for each call of the method", () => {
  expect(mockFor([each, second], { ...mail, nth: 2 })).toBe(second);
  expect(mockFor([each, second], { ...mail, nth: 3 })).toBe(each);
  expect(mockFor([second], { ...mail, nth: 1 })).toBeUndefined();
  expect(mockFor([each], { service: "mail", method: "read", nth: 1 })).toBeUndefined();
  expect(mockFor([each], { service: "post", method: "send", nth: 1 })).toBeUndefined();
});

test("a mock takes the place of the one that answered the same calls", () => {
  const other: Mock = { service: "crm", method: "send", nth: 2, answer: value(0) };
  const again: Mock = { ...second, answer: { ok: false, code: "busy", message: "Not now" } };
  expect(withMock([each, second, other], again)).toEqual([each, other, again]);
});

test("a pin has no mocks unless it says so, and is 512 KiB at most", () => {
  expect(Pin.parse({ input: { n: 1 } })).toEqual({ input: { n: 1 }, mocks: [] });
  const { error } = Pin.safeParse({ input: "x".repeat(512 * 1024) });
  expect(error?.issues[0]?.message).toBe("is longer than 512 KiB of JSON");
});

test("code, transform, http and llm run alone; what waits for others does not", () => {
  expect(["code", "transform", "http", "llm", "review", "custom:x"].filter(isTrialKind)).toEqual([
    "code",
    "transform",
    "http",
    "llm",
  ]);
});

test("a trial is open until it has ended", () => {
  const statuses = ["waiting", "running", "completed", "failed", "canceled", "lost"] as const;
  expect(statuses.filter(isTrialOpen)).toEqual(["waiting", "running"]);
});
