import { createHash } from "node:crypto";
import { type JSValueHandle, QuickJS } from "quickjs-wasi";
import type { ImageSource } from "#server/engine/sandbox-images.ts";
import { packMemory, UnreadableMemory, unpackMemory } from "#worker/sandbox/memory-codec.ts";
import type { SandboxLine } from "#worker/sandbox/messages.ts";
import { scrub } from "#worker/sandbox/scrub.ts";

/** A fixed moment while the base image is made, so that it is the same in every process. */
const BASE_TIME = Date.UTC(2026, 0, 1);
const STACK_BYTES = 512 * 1024;
/** A machine whose memory has grown by more than this is not worth clearing. */
const MAX_GROWTH = 32 * 1024 * 1024;
const MAX_TASKS = 1_000;
const MiB = 1024 * 1024;

/** The runtime is among the first that the engine has asked its allocator for. */
const CHUNK_HEAD_BYTES = 8;

const LEVELS = ["debug", "info", "warn", "error"] as const;

/** The harness reads this many values of 32 bits as the seed of its randomness. */
export const SEED_WORDS = 11;

const WASM_PAGE = 64 * 1024;

/** A task between two of its steps, outside of any machine. */
export interface PackedTask {
  image: string;
  memory: Uint8Array;
  /** How much of its log was read. */
  readUnits: number;
}

/** What a machine takes from outside of it. */
export interface World {
  /** Milliseconds since 1970. */
  now(): number;
  /** Fresh randomness for one task, as JSON. */
  seed(): string;
}

type Harness = Record<"start" | "drain" | "deliver" | "artifactAt", JSValueHandle>;

/**
 * One QuickJS in one WebAssembly memory. `reset` puts the memory back to the base image, so that a task finds nothing
 * of the one before. The guest has no host functions, hence all there is of a task is in that memory.
 */
export class Machine {
  readonly vm: QuickJS;
  readonly harness: Harness;
  readonly #world: World;
  /** Asked by the engine again and again while the guest runs; true ends it. */
  mayNotGoOn: () => boolean = () => false;
  /** Asked for each module that code imports when it begins; null for one that there is not. */
  moduleText: (specifier: string) => string | null = () => null;
  readonly #engine: Uint8Array;
  readonly #image: Uint8Array;
  readonly #stackPointer: unknown;
  readonly #runtime: number;
  readonly #context: number;
  readonly #headAt: number;
  readonly #unitsAt: number;
  #imageHash: string | undefined;
  #aheadMs = 0;
  #readUnits = 0;
  #tasks = 0;

  private constructor(vm: QuickJS, source: ImageSource, world: World, clock: { now: () => number }) {
    this.vm = vm;
    this.#world = world;
    this.#engine = source.engine;
    const [harness, globals] = [source.harness, source.globals].map((text) => vm.evalCode(text, "heddle.js"));
    const table = vm.callFunction(harness as JSValueHandle, vm.undefined, globals as JSValueHandle);
    const { start, drain, deliver, artifactAt } = Object.fromEntries(
      ["start", "drain", "deliver", "artifactAt"].map((name) => [name, table.getProp(name)]),
    ) as Harness;
    this.harness = { start, drain, deliver, artifactAt };
    this.#headAt = this.#addressOf(table.getProp("head"));
    this.#unitsAt = this.#addressOf(table.getProp("units"));
    // These are kept by the library; they must be part of the image.
    void [vm.undefined, vm.null, vm.true, vm.false, vm.global];
    vm.runGC();
    const exports = vm._getExports();
    this.#image = new Uint8Array(exports.memory.buffer).slice();
    this.#stackPointer = exports.__stack_pointer.value;
    this.#runtime = exports.qjs_get_runtime_ptr();
    this.#context = exports.qjs_get_context_ptr();
    clock.now = () => this.now();
  }

  static async create(source: ImageSource, world: World = REAL_WORLD): Promise<Machine> {
    const clock = { now: () => BASE_TIME };
    const machine: { made?: Machine } = {};
    const vm = await QuickJS.create({
      wasm: await compiled(source),
      maxStackSize: STACK_BYTES,
      timezoneOffset: 0,
      interruptHandler: () => machine.made?.mayNotGoOn() ?? false,
      moduleLoader: {
        load: (specifier) => {
          const text = machine.made?.moduleText(specifier) ?? null;
          if (text === null) throw new ReferenceError(`could not load module '${specifier}'`);
          return text;
        },
      },
      wasi: (memory) => ({
        clock_time_get(_clock: number, _precision: bigint, resultAt: number) {
          new DataView(memory.buffer).setBigUint64(resultAt, BigInt(Math.round(clock.now() * 1_000)) * 1_000n, true);
          return 0;
        },
        random_get(at: number, length: number) {
          new Uint8Array(memory.buffer, at, length).fill(0);
          return 0;
        },
        fd_write: () => 8,
      }),
    });
    machine.made = new Machine(vm, source, world, clock);
    return machine.made;
  }

  /** SHA-256, hex, of the engine and the image: memory of one image means nothing to another. */
  get imageHash(): string {
    this.#imageHash ??= createHash("sha256").update(this.#engine).update(this.#image).digest("hex");
    return this.#imageHash;
  }

  /** Whether it can serve another task after a `reset`. */
  get isReusable(): boolean {
    return this.#tasks < MAX_TASKS && this.#memory.byteLength - this.#image.byteLength <= MAX_GROWTH;
  }

  get memoryBytes(): number {
    return this.#memory.byteLength;
  }

  reset(): void {
    const memory = new Uint8Array(this.#memory);
    memory.set(this.#image);
    memory.fill(0, this.#image.byteLength);
    const exports = this.vm._getExports();
    exports.__stack_pointer.value = this.#stackPointer as number;
    exports.qjs_set_runtime_and_context(this.#runtime, this.#context);
    this.#readUnits = 0;
    this.#aheadMs = 0;
    this.#tasks += 1;
  }

  /**
   * All there is of the task, to go on with in another machine of the same image. Only between two jobs: what is on the
   * stack of the engine is not memory.
   */
  pack(): PackedTask {
    const exports = this.vm._getExports();
    if (exports.qjs_is_job_pending() !== 0 || exports.__stack_pointer.value !== this.#stackPointer)
      throw new Error("The engine is at work: its memory is not whole");
    this.vm.runGC();
    const memory = new Uint8Array(this.#memory);
    scrub(memory, this.#image, {
      firstChunk: this.#runtime - CHUNK_HEAD_BYTES,
      stackEnd: this.#stackPointer as number,
    });
    return {
      image: this.imageHash,
      memory: packMemory(memory, this.#image),
      readUnits: this.#readUnits,
    };
  }

  /** Puts a task back, into a machine that was just reset. Throws UnreadableMemory. */
  unpack({ image, memory, readUnits }: PackedTask): void {
    if (image !== this.imageHash)
      throw new UnreadableMemory("The memory of the task is of another version of the sandbox");
    unpackMemory(memory, this.#image, (bytes) => this.#grow(bytes));
    this.#readUnits = readUnits;
  }

  #grow(bytes: number): Uint8Array {
    const missing = bytes - this.#memory.byteLength;
    if (missing > 0) this.vm._getExports().memory.grow(Math.ceil(missing / WASM_PAGE));
    return new Uint8Array(this.#memory);
  }

  /** What time it is in the guest, in milliseconds since 1970. */
  now(): number {
    return this.#world.now() + this.#aheadMs;
  }

  newSeed(): string {
    return this.#world.seed();
  }

  /** Lets it be at least so late in the guest: whoever woke it may have a clock that is ahead, and time never goes back. */
  notBefore(at: number): void {
    this.#aheadMs = Math.max(0, at - this.#world.now());
  }

  limitMemory(memoryMb: number): void {
    this.vm._getExports().qjs_set_memory_limit(this.#image.byteLength + memoryMb * MiB);
  }

  /** Runs what is due in the guest. False when a job could not even fail in the guest. */
  runJobs(): boolean {
    const exports = this.vm._getExports();
    while (exports.qjs_is_job_pending() !== 0) {
      if (exports.qjs_execute_pending_job() < 0 || this.mayNotGoOn()) return false;
    }
    return true;
  }

  /** The lines written since the last time, read from memory without running the guest. `isFull` when more were refused. */
  takeLog(): { lines: SandboxLine[]; isFull: boolean } {
    const head = new Int32Array(this.#memory, this.#headAt, 3);
    const written = head[0] ?? 0;
    const lines: SandboxLine[] = [];
    const units = new Uint16Array(this.#memory, this.#unitsAt, written);
    while (this.#readUnits + 3 <= written) {
      const at = this.#readUnits;
      const [level = 1, length = 0, isCut = 0] = units.subarray(at, at + 3);
      const text = Buffer.from(units.slice(at + 3, at + 3 + length).buffer).toString("utf16le");
      lines.push({ level: LEVELS[level] ?? "info", text: storable(text) + (isCut ? "…" : "") });
      this.#readUnits += 3 + length;
    }
    return { lines, isFull: head[2] === 1 };
  }

  get #memory(): ArrayBufferLike {
    return this.vm._getExports().memory.buffer;
  }

  #addressOf(typedArray: JSValueHandle): number {
    const exports = this.vm._getExports();
    const out = exports.wasm_malloc(16);
    const buffer = exports.qjs_get_typed_array_buffer(typedArray.ptr, out, out + 4, out + 8);
    const offset = new DataView(exports.memory.buffer).getUint32(out, true);
    const data = exports.qjs_get_array_buffer(buffer, out + 12);
    exports.wasm_free(out);
    return data + offset;
  }
}

const engines = new WeakMap<ImageSource, Promise<WebAssembly.Module>>();

/** The engine of a source, compiled once a thread. */
function compiled(source: ImageSource): Promise<WebAssembly.Module> {
  const known = engines.get(source) ?? WebAssembly.compile(source.engine as BufferSource);
  engines.set(source, known);
  return known;
}

/** What a log line cannot hold is shown as a replacement character. */
const storable = (text: string): string => text.toWellFormed().replaceAll("\0", "\ufffd");

const REAL_WORLD: World = {
  now: () => Date.now(),
  seed: () => JSON.stringify([...crypto.getRandomValues(new Uint32Array(SEED_WORDS))]),
};
