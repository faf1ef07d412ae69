/** Preloaded into child processes: when the parent is gone, even by kill -9, the child stops as if it had been told to. */
const GRACE_MS = 8000;

if (process.channel) {
  process.once("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.kill(process.pid, "SIGKILL"), GRACE_MS).unref();
  });
  // Listening alone must not keep the process alive.
  process.channel.unref();
}
