import type { KvEntry } from "#server/kv/kv-store.ts";
import type { Kv } from "#worker/services/heddle/kv-methods.ts";

/** The values of the workspace as they are, below what one trial has written; what it writes is gone with it. */
export function scratchKv(real: Kv): Kv {
  /** By key; null for one that was deleted. */
  const written = new Map<string, KvEntry | null>();
  const get = async (workspaceId: string, key: string) => {
    const entry = written.get(key);
    return entry === undefined ? real.get(workspaceId, key) : entry;
  };

  return {
    get,
    async set(workspaceId, { key, value, version }) {
      const before = (await get(workspaceId, key))?.version ?? 0;
      if (version !== undefined && version !== before) return null;
      written.set(key, { key, value, version: before + 1 });
      return before + 1;
    },
    async delete(workspaceId, { key, version }) {
      const before = await get(workspaceId, key);
      if (before && version !== undefined && version !== before.version) return false;
      written.set(key, null);
      return true;
    },
    async list(workspaceId, { prefix, after, limit }) {
      // So many may be left out or come after others.
      const kept = await real.list(workspaceId, { prefix, after, limit: limit + written.size });
      const fresh = [...written.values()].filter((entry) => entry !== null);
      const wanted = fresh.filter(({ key }) => key.startsWith(prefix) && isBefore(after, key));
      const listed = [
        ...kept.filter(({ key }) => !written.has(key)),
        ...wanted.map(({ key, version }) => ({ key, version })),
      ];
      return listed.sort((a, b) => (isBefore(a.key, b.key) ? -1 : 1)).slice(0, limit);
    },
  };
}

/** As Postgres orders keys. */
const isBefore = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
