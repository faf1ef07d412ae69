import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

// Loaded before a process whose memory is measured: at SIGUSR2 it lets go of all that nobody needs.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
process.on("SIGUSR2", () => collect());
