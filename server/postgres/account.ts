import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { PostgresBinaries } from "#server/postgres/binaries.ts";

/** Postgres refuses to run as root, so root runs it as this account, which Linux and macOS call nobody. */
const NOBODY = 65_534;
const SHARED_FOLDER = "/var/lib/heddle";

/** The uid and gid to spawn Postgres with; empty when we are not root and it runs as ourselves. */
export type Account = { uid: number; gid: number } | Record<string, never>;

export function accountFor(dataDir: string): Account {
  if (process.getuid?.() !== 0) return {};
  const owner = existsSync(dataDir) ? statSync(dataDir) : undefined;
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : { uid: NOBODY, gid: NOBODY };
}

export function give(path: string, account: Account): void {
  if (account.uid !== undefined) chownSync(path, account.uid, account.gid);
}

/** A new folder under the temporary folder that the account can read and write. */
export function temporaryFolder(account: Account): string {
  const folder = mkdtempSync(join(tmpdir(), "heddle-postgres-"));
  give(folder, account);
  return folder;
}

/** A folder such as /root is closed to the account: then the data lives in /var/lib/heddle, with a link to it at `dataDir`. */
export function reachableDataDir(dataDir: string, account: Account, log: (line: string) => void): string {
  mkdirSync(dirname(dataDir), { recursive: true });
  if (existsSync(dataDir)) return realpathSync(dataDir);
  const real = join(realpathSync(dirname(dataDir)), basename(dataDir));
  if (isReachable(dirname(real), account)) return real;
  mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 });
  const elsewhere = join(mkdtempSync(join(SHARED_FOLDER, "data-")), basename(dataDir));
  mkdirSync(elsewhere, { mode: 0o700 });
  give(dirname(elsewhere), account);
  give(elsewhere, account);
  // A link left by a data folder that was removed points to nothing.
  rmSync(dataDir, { force: true });
  symlinkSync(elsewhere, dataDir);
  log(`Postgres does not run as root and cannot reach ${dirname(dataDir)}: its data is in ${elsewhere}`);
  return elsewhere;
}

/** The same for the binaries: a copy in /var/lib/heddle when the account cannot reach node_modules. */
export function reachableBinaries(binaries: PostgresBinaries, version: string, account: Account): PostgresBinaries {
  if (isReachable(realpathSync(binaries.root), account)) return binaries;
  const copy = join(SHARED_FOLDER, `postgres-${version}`);
  if (!existsSync(copy)) {
    mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 });
    const unfinished = mkdtempSync(`${copy}-`);
    cpSync(binaries.root, join(unfinished, "native"), { recursive: true, verbatimSymlinks: true });
    renameSync(join(unfinished, "native"), copy);
    rmSync(unfinished, { recursive: true });
  }
  return { root: copy, initdb: join(copy, "bin/initdb"), postgres: join(copy, "bin/postgres") };
}

function isReachable(folder: string, account: Account): boolean {
  if (account.uid === undefined) return true;
  const { uid, gid, mode } = statSync(folder);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  return (mode & bit) !== 0 && (folder === "/" || isReachable(dirname(folder), account));
}
