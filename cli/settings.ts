import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { UsageError } from "#cli/exit-codes.ts";
import type { Terminal } from "#cli/terminal.ts";

const DEFAULT_URL = "http://localhost:3000";
const Settings = z.strictObject({ url: z.url(), apiKey: z.string().min(1) });
type Settings = z.infer<typeof Settings>;

/** Where the command finds Heddle, and by which key. */
export interface Connection {
  url: string;
  /** Undefined when nobody has signed in. */
  apiKey: string | undefined;
}

type Env = Terminal["env"];

/** Where the address and the key are kept. */
export const settingsFile = (env: Env): string =>
  join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), ".config"), "heddle", "config.json");

function readSettings(env: Env): Settings | null {
  const file = settingsFile(env);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return null;
  }
  try {
    return Settings.parse(JSON.parse(text));
  } catch {
    throw new UsageError(`${file} cannot be read; remove it and sign in again with \`heddle login\``);
  }
}

/** Keeps address and key where only this person can read them. */
export function saveSettings(env: Env, settings: Settings): void {
  const file = settingsFile(env);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const half = `${file}.${process.pid}`;
  writeFileSync(half, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
  renameSync(half, file);
}

/** Forgets them. */
export const forgetSettings = (env: Env): void => rmSync(settingsFile(env), { force: true });

const bare = (url: string): string => url.replace(/\/+$/, "");

/** `--url` before HEDDLE_URL before what was kept. The kept key is only ever sent to the address that it was kept for. */
export function connectionOf(env: Env, urlOption: string | undefined): Connection {
  const kept = readSettings(env);
  const url = bare(urlOption ?? (env.HEDDLE_URL || (kept?.url ?? DEFAULT_URL)));
  const keptKey = kept && bare(kept.url) === url ? kept.apiKey : undefined;
  return { url, apiKey: env.HEDDLE_API_KEY || keptKey };
}
