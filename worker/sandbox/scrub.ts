/** Where the parts of a machine's memory lie that the engine's allocator and stack use, as addresses. */
export interface Layout {
  /** The first of the allocator's chunks that is known. */
  firstChunk: number;
  /** Below it lies the stack, when nothing runs. */
  stackEnd: number;
}

const HEAD_BYTES = 8;
/** What the allocator itself keeps in a free chunk: its head, and its place in a list or tree. */
const FREE_HEAD_BYTES = 32;
const SIZE = ~7;
const IN_USE = 2;

/**
 * Gives what is free in the memory of a machine at rest the content that the image has there, and zeros behind it: what code
 * has let go is kept nowhere, and takes no room. The chunks are dlmalloc's, on 32 bits: the size and two flags stand
 * 4 bytes behind the begin of each; no two that are free adjoin, but the last and the mark behind it.
 */
export function scrub(memory: Uint8Array, image: Uint8Array, { firstChunk, stackEnd }: Layout): void {
  const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.byteLength >> 2);
  restore(memory, image, 0, stackEnd);
  let isAfterFree = false;
  for (let at = firstChunk; at + HEAD_BYTES <= memory.byteLength; ) {
    const head = words[(at + 4) >> 2] ?? 0;
    const end = at + (head & SIZE);
    if (end < at + 2 * HEAD_BYTES || end > memory.byteLength) return;
    const isFree = (head & IN_USE) === 0;
    if (isFree && isAfterFree) return;
    if (isFree) restore(memory, image, at + FREE_HEAD_BYTES, end);
    isAfterFree = isFree;
    at = end;
  }
}

function restore(memory: Uint8Array, image: Uint8Array, from: number, to: number): void {
  if (to <= from) return;
  memory.set(image.subarray(from, Math.min(to, image.byteLength)), from);
  if (to > image.byteLength) memory.fill(0, Math.max(from, image.byteLength), to);
}
