import { supervise } from "#scripts/supervisor/supervised-process.ts";

/** A supervisor for the tests to kill: prints the pid of the child it started. */
const child = supervise({
  name: "child",
  script: ["scripts/supervisor/testing/says-ready.ts"],
  env: {},
  log: () => undefined,
});
await child.ready;
console.log(child.pid);
