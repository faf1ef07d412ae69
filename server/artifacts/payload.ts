import canonicalize from "canonicalize";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";

/** The most bytes of JSON that a row holds itself. */
export const INLINE_BYTES = 64 * 1024;

/** JSON where it belongs: inline in the row, or in the store under `hash`. */
export interface StoredPayload {
  value: unknown;
  hash: string | null;
}

/** Puts JSON where it belongs by the size of its text. Undefined is stored as null. */
export async function storePayload(store: ArtifactStore, json: unknown): Promise<StoredPayload> {
  if (Buffer.byteLength(JSON.stringify(json ?? null)) <= INLINE_BYTES) return { value: json ?? null, hash: null };
  const { hash } = await store.put(canonicalize(json) ?? "null");
  return { value: null, hash };
}

/** Gives back what `storePayload` was given. */
export const loadPayload = async (store: ArtifactStore, { value, hash }: StoredPayload): Promise<unknown> =>
  hash === null ? value : store.readJson(hash);
