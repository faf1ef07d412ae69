/** A child for the supervisor's tests: says that it is ready and runs until it is told to stop. */
process.send?.("ready");
setInterval(() => undefined, 60_000);
