import { expect, test } from "vitest";
import { createHandles } from "#server/reports/handles.ts";

const SECRET = "a secret for tests that is long enough";
const handles = createHandles(SECRET, "https://heddle.test");
const handleOf = (taskId: number, attempt: number, from = handles) =>
  from.urlOf({ taskId, attempt }).split("/").at(-1) ?? "";

test("a handle names its attempt, in every process that has the secret", () => {
  const url = handles.urlOf({ taskId: 70_000_000_001, attempt: 3 });
  expect(url).toMatch(/^https:\/\/heddle\.test\/api\/v1\/tasks\/[\w-]{59}$/);
  const elsewhere = createHandles(SECRET, "https://other.test");
  expect(elsewhere.read(url.split("/").at(-1) ?? "")).toEqual({ taskId: 70_000_000_001, attempt: 3 });
});

test("no handle is made without the secret, and none holds for another task or attempt", () => {
  const stranger = createHandles("another secret that is long enough too", "https://heddle.test");
  expect(handles.read(handleOf(7, 1, stranger))).toBeNull();
  const bytes = Buffer.from(handleOf(7, 1), "base64url");
  for (let index = 0; index < bytes.length; index++) {
    const forged = Buffer.from(bytes);
    forged.writeUInt8(forged.readUInt8(index) ^ 1, index);
    expect(handles.read(forged.toString("base64url")), `byte ${index}`).toBeNull();
  }
  for (const text of ["", "7", "x".repeat(59), handleOf(7, 1).slice(1), `${handleOf(7, 1)}A`, "%00".repeat(20)])
    expect(handles.read(text), text).toBeNull();
});

test("after a change of the secret, handles that are out still report, and new ones are made with the new secret", () => {
  const changed = createHandles("the next secret that is long enough", "https://heddle.test", [SECRET]);
  expect(changed.read(handleOf(7, 2))).toEqual({ taskId: 7, attempt: 2 });
  expect(handles.read(handleOf(7, 2, changed))).toBeNull();
});
