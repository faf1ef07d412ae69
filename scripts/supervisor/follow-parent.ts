/** Preloaded into child processes: when the parent is gone, even by kill -9, the child stops as if it had been told to. */
const GRACE_MS = 8000;

// What the child forks in turn would inherit this, and end as soon as it waits for nothing but its parent.
const own = process.execArgv.findIndex((argument) => argument.endsWith("/follow-parent.ts"));
if (own > 0) process.execArgv.splice(own - 1, 2);

if (process.channel) {
  process.once("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.kill(process.pid, "SIGKILL"), GRACE_MS).unref();
  });
  // Listening alone must not keep the process alive.
  process.channel.unref();
}
