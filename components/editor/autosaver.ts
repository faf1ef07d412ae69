import type { Definition } from "#core/definition.ts";
import type { Problem } from "#core/problem.ts";

const DEBOUNCE_MS = 600;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 30_000;

export type SaveState =
  | { kind: "saved" }
  | { kind: "unsaved" }
  | { kind: "saving" }
  /** The server was not reached; it is tried again by itself. */
  | { kind: "offline" }
  /** Somebody else saved a newer revision. */
  | { kind: "conflict" }
  /** The server does not take the draft as it is; the next change is tried again. */
  | { kind: "refused"; reason: string };

export interface Saved {
  revision: number;
  /** What the server found, code syntax included. */
  problems: Problem[];
}

export interface AutosaverParts {
  save: (definition: Definition, revision: number) => Promise<Saved>;
  /** What a failed save means. */
  blame: (error: unknown) => Extract<SaveState, { kind: "offline" | "conflict" | "refused" }>;
}

/** Saves a draft while it is edited: one save at a time, always the newest, again and again while the server is away. */
export class Autosaver {
  readonly #parts: AutosaverParts;
  readonly #listeners = new Set<() => void>();
  #stored: Definition;
  #newest: Definition;
  #revision: number;
  #problems: Problem[];
  #state: SaveState = { kind: "saved" };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | null = null;
  #retryMs = FIRST_RETRY_MS;

  constructor(parts: AutosaverParts, definition: Definition, saved: Saved) {
    this.#parts = parts;
    this.#stored = this.#newest = definition;
    this.#revision = saved.revision;
    this.#problems = saved.problems;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly state = (): SaveState => this.#state;
  readonly problems = (): Problem[] => this.#problems;

  /** The definition that is stored as `revision`. */
  get stored(): Definition {
    return this.#stored;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Takes the newest definition and saves it soon. */
  change(definition: Definition): void {
    if (definition === this.#newest) return;
    this.#newest = definition;
    if (this.#state.kind === "conflict") return;
    if (this.#state.kind !== "offline") {
      this.#tell({ kind: "unsaved" });
      this.#schedule(DEBOUNCE_MS);
    }
  }

  /** Saves now what is not saved yet; resolves to whether everything is. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    if (this.#saving) await this.#saving;
    if (this.#newest !== this.#stored && this.#state.kind !== "conflict") await this.#saveNewest();
    return this.#newest === this.#stored;
  }

  /** After a conflict: what is here replaces what the other one saved as the given revision. */
  async keepMine(revision: number): Promise<boolean> {
    this.#revision = revision;
    this.#tell({ kind: "unsaved" });
    return await this.flush();
  }

  /** After a conflict: what is stored replaces what is here. */
  adopt(definition: Definition, saved: Saved): void {
    clearTimeout(this.#timer);
    this.#stored = this.#newest = definition;
    this.#revision = saved.revision;
    this.#problems = saved.problems;
    this.#tell({ kind: "saved" });
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), delayMs);
  }

  #saveNewest(): Promise<void> {
    this.#saving ??= this.#saveOnce().finally(() => {
      this.#saving = null;
    });
    return this.#saving;
  }

  async #saveOnce(): Promise<void> {
    const definition = this.#newest;
    this.#tell({ kind: "saving" });
    try {
      const { revision, problems } = await this.#parts.save(definition, this.#revision);
      this.#stored = definition;
      this.#revision = revision;
      this.#problems = problems;
      this.#retryMs = FIRST_RETRY_MS;
      if (this.#newest === definition) return this.#tell({ kind: "saved" });
      this.#tell({ kind: "unsaved" });
      this.#schedule(DEBOUNCE_MS);
    } catch (error) {
      const state = this.#parts.blame(error);
      this.#tell(state);
      if (state.kind !== "offline") return;
      this.#schedule(this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
    }
  }

  #tell(state: SaveState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
