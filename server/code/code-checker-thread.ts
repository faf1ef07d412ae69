import { parentPort } from "node:worker_threads";
import { type LinkedCode, linkCode } from "#server/code/link-code.ts";
import { type CodeProblem, stripTypes } from "#server/code/strip-types.ts";

export interface CheckAnswer {
  problem: CodeProblem | null;
  isSpoiled: boolean;
}

async function check(code: LinkedCode): Promise<CheckAnswer> {
  const stripped = stripTypes(code.source);
  if ("problem" in stripped) return stripped;
  return { problem: await linkCode({ ...code, source: stripped.code }), isSpoiled: false };
}

parentPort?.on("message", async (code: LinkedCode) => parentPort?.postMessage(await check(code)));
