import { readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second, whatever the kernel was built for. */
const TICK_MS = 10;
/** Where the fields of user and system time stand in /proc/<pid>/stat, counted from behind the name, which may hold anything. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** The processor time that a process has used, in milliseconds; null where the system does not tell. */
export function processorMs(pid: number | undefined): number | null {
  if (pid === undefined) return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) * TICK_MS;
  } catch {
    return null;
  }
}
