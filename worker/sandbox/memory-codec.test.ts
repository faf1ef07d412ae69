import { zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { packMemory, UnreadableMemory, unpackMemory } from "#worker/sandbox/memory-codec.ts";

const PAGE = 4096;
const image = Uint8Array.from({ length: 4 * PAGE }, (_, index) => (index * 7) % 251);

function memoryWith(changes: readonly (readonly [at: number, byte: number])[], pages: number): Uint8Array {
  const memory = new Uint8Array(pages * PAGE);
  memory.set(image);
  for (const [at, byte] of changes) memory[at % memory.byteLength] = byte;
  return memory;
}

/** Memory that was longer once: what is beyond the image must have been cleared by whoever gives it. */
function unpacked(packed: Uint8Array, maxBytes?: number): Uint8Array {
  let memory = new Uint8Array();
  unpackMemory(
    packed,
    image,
    (bytes) => {
      memory = new Uint8Array(bytes);
      memory.set(image);
      return memory;
    },
    maxBytes,
  );
  return memory;
}

test("what was packed comes out the same, whatever changed and however much it grew", () => {
  const change = fc.tuple(fc.nat({ max: 64 * PAGE }), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 50 }), fc.integer({ min: 4, max: 16 }), (changes, pages) => {
      const memory = memoryWith(changes, pages);
      expect(Buffer.compare(unpacked(packMemory(memory, image)), memory)).toBe(0);
    }),
  );
});

test("memory that is as the image takes next to nothing", () => {
  expect(packMemory(memoryWith([], 64), image).byteLength).toBeLessThan(64);
});

const packed = packMemory(memoryWith([[5, 1]], 5), image);
const raw = (form: number, bytes: number, ...pages: number[]) => {
  const head = Buffer.alloc(12 + pages.length * (4 + PAGE));
  for (const [index, word] of [form, bytes, pages.length, ...pages].entries()) head.writeUInt32LE(word, 4 * index);
  return zstdCompressSync(head);
};

test.each([
  ["nothing", new Uint8Array()],
  ["no packed memory", Buffer.from("hello")],
  ["a part of it", packed.subarray(0, packed.byteLength - 3)],
  ["another form", raw(2, 5 * PAGE)],
  ["a page beyond its end", raw(1, 5 * PAGE, 5)],
  ["a length that is no pages", raw(1, 5 * PAGE + 1)],
  ["less than it says", zstdCompressSync(Buffer.from([1, 0, 0, 0]))],
])("%s is refused", (_what, bytes) => {
  expect(() => unpacked(bytes)).toThrow(UnreadableMemory);
});

test("more than a task may have is refused before it is unpacked", () => {
  const bomb = zstdCompressSync(Buffer.alloc(64 * 1024 * 1024));
  expect(bomb.byteLength).toBeLessThan(16_384);
  expect(() => unpacked(bomb, 1024 * 1024)).toThrow(UnreadableMemory);
  expect(() => unpacked(raw(1, 512 * PAGE), 256 * PAGE)).toThrow(UnreadableMemory);
});
