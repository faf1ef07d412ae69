import type { Machine } from "#worker/sandbox/machine.ts";
import type { SandboxLine } from "#worker/sandbox/messages.ts";

const LOG_EVERY_MS = 50;
const FULL_NOTICE: SandboxLine = {
  level: "warn",
  text: "The log is full (1,000 lines or 256 KiB); further lines are left out",
};

/** Passes on what a guest writes: when it is told to, and now and then while the guest runs. */
export function guestLog(machine: Machine, onLog: (lines: SandboxLine[]) => void) {
  let isNoticed = false;
  let readAt = performance.now();
  const now = () => {
    readAt = performance.now();
    const { lines, isFull } = machine.takeLog();
    if (isFull && !isNoticed) lines.push(FULL_NOTICE);
    isNoticed ||= isFull;
    if (lines.length > 0) onLog(lines);
  };
  return {
    now,
    whileRunning: () => {
      if (performance.now() - readAt > LOG_EVERY_MS) now();
    },
  };
}
