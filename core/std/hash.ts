const primes = (): number[] => {
  const found: number[] = [];
  for (let n = 2; found.length < 64; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
};

/** The first 32 bits of the fraction of a root. */
const fraction = (root: number): number => ((root % 1) * 2 ** 32) | 0;

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** The text or bytes as blocks of SHA-256: a bit that is set, zeros, and the length in bits. */
function padded(content: string | Uint8Array): DataView {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const view = new DataView(new ArrayBuffer(((bytes.length + 72) >> 6) * 64));
  new Uint8Array(view.buffer).set(bytes);
  view.setUint8(bytes.length, 0x80);
  view.setBigUint64(view.byteLength - 8, BigInt(bytes.length) * 8n);
  return view;
}

/** SHA-256 of text (as UTF-8) or bytes, in 64 hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  const numbers = primes();
  const constants = numbers.map((prime) => fraction(Math.cbrt(prime)));
  const state = numbers.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  const blocks = padded(content);
  const words = new Int32Array(64);
  const word = (at: number): number => words[at] as number;
  for (let start = 0; start < blocks.byteLength; start += 64) {
    for (let at = 0; at < 16; at++) words[at] = blocks.getInt32(start + at * 4);
    for (let at = 16; at < 64; at++) {
      const [early, late] = [word(at - 15), word(at - 2)];
      const one = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
      const two = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
      words[at] = word(at - 16) + one + word(at - 7) + two;
    }
    let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
    for (let at = 0; at < 64; at++) {
      const one = (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g));
      const first = (h + one + (constants[at] as number) + word(at)) | 0;
      const second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, at) => {
      state[at] = ((state[at] as number) + value) | 0;
    });
  }
  return state.map((value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
}
