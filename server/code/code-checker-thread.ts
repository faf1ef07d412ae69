import { parentPort } from "node:worker_threads";
import { linkCode } from "#server/code/link-code.ts";
import { type CodeProblem, stripTypes } from "#server/code/strip-types.ts";

export interface CheckAnswer {
  problem: CodeProblem | null;
  isSpoiled: boolean;
}

async function check(source: string): Promise<CheckAnswer> {
  const stripped = stripTypes(source);
  return "problem" in stripped ? stripped : { problem: await linkCode(stripped.code), isSpoiled: false };
}

parentPort?.on("message", async (source: string) => parentPort?.postMessage(await check(source)));
