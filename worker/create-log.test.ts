import { expect, test } from "vitest";
import { createLog } from "#worker/create-log.ts";

test("an error is logged with its message", () => {
  const lines: string[] = [];
  createLog("info", { write: (line) => void lines.push(line) }).error({ error: new Error("no disk") }, "it failed");

  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    process: "worker",
    msg: "it failed",
    error: { message: "no disk" },
  });
});
