import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

const PAGE = 4096;
const FORM = 1;
/** The form, the bytes of the memory, the pages that differ from the image. */
const HEAD_BYTES = 12;
/** A task may have 512 MiB, and the harness some more to say what happened. */
const MAX_BYTES = 1024 * 1024 * 1024;
/** Higher levels take twice as long, and the differences come out no shorter. */
const QUICKLY = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** What is kept of a task's memory cannot be read: it is damaged, or no such thing. */
export class UnreadableMemory extends Error {}

/**
 * The memory of a task in few bytes: its pages that differ from the image that every task starts from, as the difference,
 * compressed. Takes the memory and the image, which is not longer.
 */
export function packMemory(memory: Uint8Array, image: Uint8Array): Uint8Array {
  const pages: number[] = [];
  for (let page = 0; page * PAGE < memory.byteLength; page++) if (isChanged(memory, image, page)) pages.push(page);
  const raw = Buffer.alloc(HEAD_BYTES + pages.length * (4 + PAGE));
  raw.writeUInt32LE(FORM, 0);
  raw.writeUInt32LE(memory.byteLength, 4);
  raw.writeUInt32LE(pages.length, 8);
  pages.forEach((page, index) => {
    raw.writeUInt32LE(page, HEAD_BYTES + 4 * index);
    const to = HEAD_BYTES + 4 * pages.length + PAGE * index;
    raw.set(memory.subarray(page * PAGE, (page + 1) * PAGE), to);
    mix(raw, to, image, page);
  });
  return zstdCompressSync(raw, QUICKLY);
}

/**
 * The other way: puts the packed pages into memory that holds the image, and zeros behind it. `grow` is asked to make the
 * memory at least so long, and answers with it. Throws UnreadableMemory.
 */
export function unpackMemory(
  packed: Uint8Array,
  image: Uint8Array,
  grow: (bytes: number) => Uint8Array,
  maxBytes = MAX_BYTES,
): void {
  const raw = inflated(packed, maxBytes);
  const [form, bytes, count] = [0, 4, 8].map((at) => raw.readUInt32LE(at)) as [number, number, number];
  const isWhole = raw.byteLength === HEAD_BYTES + count * (4 + PAGE) && bytes % PAGE === 0 && bytes <= maxBytes;
  if (form !== FORM || !isWhole) throw new UnreadableMemory("The memory of the task has no known form");
  const memory = grow(bytes);
  for (let index = 0; index < count; index++) {
    const page = raw.readUInt32LE(HEAD_BYTES + 4 * index);
    if ((page + 1) * PAGE > bytes) throw new UnreadableMemory("The memory of the task names a page beyond its end");
    const from = HEAD_BYTES + 4 * count + PAGE * index;
    memory.set(raw.subarray(from, from + PAGE), page * PAGE);
    mix(memory, page * PAGE, image, page);
  }
}

function inflated(packed: Uint8Array, maxBytes: number): Buffer {
  try {
    const raw = zstdDecompressSync(packed, { maxOutputLength: maxBytes + maxBytes / 512 + HEAD_BYTES });
    if (raw.byteLength >= HEAD_BYTES) return raw;
  } catch {}
  throw new UnreadableMemory("The memory of the task cannot be unpacked");
}

const isChanged = (memory: Uint8Array, image: Uint8Array, page: number): boolean => {
  const now = memory.subarray(page * PAGE, (page + 1) * PAGE);
  const before = image.subarray(page * PAGE, (page + 1) * PAGE);
  return Buffer.compare(now, before.byteLength > 0 ? before : ZEROS) !== 0;
};

const ZEROS = new Uint8Array(PAGE);

/** Turns a page at a place, a multiple of 4, into its difference from the image, or back. Word by word: this is on the way of every call. */
function mix(bytes: Uint8Array, at: number, image: Uint8Array, page: number): void {
  if (page * PAGE >= image.byteLength) return;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + at, PAGE / 4);
  const before = new Uint32Array(image.buffer, image.byteOffset + page * PAGE, PAGE / 4);
  for (let i = 0; i < PAGE / 4; i++) words[i] = (words[i] ?? 0) ^ (before[i] ?? 0);
}
