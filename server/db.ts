import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "#prisma/client/client.ts";
import { readEnv } from "#server/env.ts";

export type Pool = pg.Pool;
/** A pool, or one connection in a transaction: whatever can run a query. */
export type Queryable = Pick<pg.Pool, "query">;
export type Prisma = PrismaClient;

const INT8 = 20;
const INT8_ARRAY = 1016;
const parseInt8Array = (text: string): number[] => (text === "{}" ? [] : text.slice(1, -1).split(",").map(Number));

/** Ids are counted up from 1, so they stay far below 2^53 and are plain numbers everywhere. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") => {
    if (oid === INT8) return Number;
    if (oid === INT8_ARRAY) return parseInt8Array;
    return pg.types.getTypeParser(oid, format as "text");
  },
};

/** Connection settings that hold everywhere: adapter-pg drops offsets, so sessions speak UTC. */
export const connectionConfig = (url: string): pg.ClientConfig => ({
  connectionString: url,
  options: "-c TimeZone=UTC",
  types,
});

/** A pool of connections. The caller ends it. */
export function createPool(url: string, size = 10): Pool {
  const pool = new pg.Pool({ ...connectionConfig(url), max: size });
  // Without a listener an idle connection that the server closes would end the process; the next query replaces it.
  pool.on("error", () => undefined);
  return pool;
}

/** A Prisma client for what is off the hot path. The caller disconnects it. */
export function createPrisma(url: string): Prisma {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url, options: "-c TimeZone=UTC" }) });
}

const processWide = globalThis as typeof globalThis & { heddlePool?: Pool; heddlePrisma?: Prisma };

/** The one pool of this process; survives hot reloads. */
export const getPool = (): Pool => (processWide.heddlePool ??= createPool(readEnv().DATABASE_URL));

/** The one Prisma client of this process. */
export const getPrisma = (): Prisma => (processWide.heddlePrisma ??= createPrisma(readEnv().DATABASE_URL));
