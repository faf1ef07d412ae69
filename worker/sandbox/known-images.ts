import type { Queryable } from "#server/db.ts";
import { type ImageSource, keepImage, keptImage } from "#server/engine/sandbox-images.ts";

/** The images of tasks that wait: this process keeps its own before the first task waits in it, and asks once for each other. */
export class KnownImages {
  readonly #db: Queryable;
  readonly #kept = new Map<string, Promise<void>>();
  readonly #others = new Map<string, ImageSource>();

  constructor(db: Queryable) {
    this.#db = db;
  }

  /** What a task goes on in that began in another image; null when that is known to be none of the others. */
  other(hash: string): ImageSource | null {
    return this.#others.get(hash) ?? null;
  }

  async seek(hash: string): Promise<ImageSource | null> {
    const found = await keptImage(this.#db, hash);
    if (found) this.#others.set(hash, found);
    return found;
  }

  /** Keeps the image of this process before a task waits in it. */
  async keep(hash: string, own: ImageSource): Promise<void> {
    if (this.#others.has(hash)) return;
    const keeping = this.#kept.get(hash) ?? keepImage(this.#db, hash, own);
    this.#kept.set(hash, keeping);
    await keeping.catch((error: unknown) => {
      this.#kept.delete(hash);
      throw error;
    });
  }
}
