// What authors expect to find in JavaScript besides the language. Evaluated into the base image before harness.guest.js;
// its value sets the seed of a task's randomness.
(() => {
  // ---- randomness: a seed for each task makes it repeatable
  let a = 1,
    b = 2,
    c = 3,
    counter = 4;
  const randomWord = () => {
    const word = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    return word >>> 0;
  };
  const random = () => (randomWord() * 2097152 + (randomWord() >>> 11)) / 9007199254740992;

  // ChaCha20 over a key from the host: nobody can tell the next bytes from the ones before.
  const chacha = new Uint32Array(16);
  const block = new Uint32Array(16);
  let used = 16;
  const turn = (x, y, n) => {
    const z = x ^ y;
    return (z << n) | (z >>> (32 - n));
  };
  const quarter = (p, q, r, s) => {
    block[p] += block[q];
    block[s] = turn(block[s], block[p], 16);
    block[r] += block[s];
    block[q] = turn(block[q], block[r], 12);
    block[p] += block[q];
    block[s] = turn(block[s], block[p], 8);
    block[r] += block[s];
    block[q] = turn(block[q], block[r], 7);
  };
  const secretWord = () => {
    if (used === 16) {
      for (let i = 0; i < 16; i++) block[i] = chacha[i];
      for (let i = 0; i < 10; i++) {
        quarter(0, 4, 8, 12);
        quarter(1, 5, 9, 13);
        quarter(2, 6, 10, 14);
        quarter(3, 7, 11, 15);
        quarter(0, 5, 10, 15);
        quarter(1, 6, 11, 12);
        quarter(2, 7, 8, 13);
        quarter(3, 4, 9, 14);
      }
      for (let i = 0; i < 16; i++) block[i] += chacha[i];
      chacha[12]++;
      used = 0;
    }
    return block[used++];
  };
  const seedWith = (words) => {
    [a, b, c] = words;
    counter = 1;
    chacha[0] = 0x61707865;
    chacha[1] = 0x3320646e;
    chacha[2] = 0x79622d32;
    chacha[3] = 0x6b206574;
    for (let i = 0; i < 8; i++) chacha[4 + i] = words[3 + i];
  };
  const hex = Array.from({ length: 256 }, (_, byte) => (byte + 256).toString(16).slice(1));
  const randomUUID = () => {
    const words = [secretWord(), secretWord(), secretWord(), secretWord()];
    words[1] = (words[1] & 0xffff0fff) | 0x4000;
    words[2] = (words[2] & 0x3fffffff) | 0x80000000;
    let id = "";
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) id += "-";
      id += hex[(words[i >> 2] >>> (24 - 8 * (i & 3))) & 255];
    }
    return id;
  };
  const getRandomValues = (array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let i = 0; i < bytes.length; i++) bytes[i] = secretWord();
    return array;
  };

  // ---- text
  class TextEncoder {
    get encoding() {
      return "utf-8";
    }
    encode(value = "") {
      const string = String(value).toWellFormed();
      const bytes = [];
      for (const character of string) {
        const code = character.codePointAt(0);
        if (code < 0x80) bytes.push(code);
        else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
        else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
        else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      }
      return new Uint8Array(bytes);
    }
  }
  class TextDecoder {
    get encoding() {
      return "utf-8";
    }
    decode(input = new Uint8Array()) {
      const bytes =
        input instanceof ArrayBuffer
          ? new Uint8Array(input)
          : new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
      let string = "";
      for (let i = 0; i < bytes.length; ) {
        const first = bytes[i++];
        const more =
          first < 0x80
            ? 0
            : first >= 0xc2 && first < 0xe0
              ? 1
              : first >= 0xe0 && first < 0xf0
                ? 2
                : first >= 0xf0 && first < 0xf5
                  ? 3
                  : -1;
        let code = more === 0 ? first : first & (0x3f >> more);
        let left = more;
        while (left > 0 && (bytes[i] & 0xc0) === 0x80) {
          code = (code << 6) | (bytes[i++] & 63);
          left--;
        }
        const least = more === 2 ? 0x800 : more === 3 ? 0x10000 : 0;
        const isValid =
          more >= 0 && left === 0 && code >= least && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
        string += isValid ? String.fromCodePoint(code) : "\ufffd";
      }
      return string;
    }
  }
  const structuredClone = (value) => {
    const seen = new Map();
    const clone = (part) => {
      if (typeof part === "function" || typeof part === "symbol")
        throw new TypeError(`A ${typeof part} cannot be cloned`);
      if (typeof part !== "object" || part === null) return part;
      if (seen.has(part)) return seen.get(part);
      const keep = (copy) => {
        seen.set(part, copy);
        return copy;
      };
      if (part instanceof Date) return keep(new Date(+part));
      if (part instanceof RegExp) return keep(new RegExp(part.source, part.flags));
      if (ArrayBuffer.isView(part)) return keep(new part.constructor(part));
      if (part instanceof ArrayBuffer) return keep(part.slice(0));
      if (part instanceof Map) {
        const copy = keep(new Map());
        for (const [key, inner] of part) copy.set(clone(key), clone(inner));
        return copy;
      }
      if (part instanceof Set) {
        const copy = keep(new Set());
        for (const inner of part) copy.add(clone(inner));
        return copy;
      }
      if (part instanceof Error) return keep(Object.assign(new Error(part.message), { name: part.name }));
      const copy = keep(Array.isArray(part) ? [] : {});
      for (const key of Object.keys(part))
        Object.defineProperty(copy, key, {
          value: clone(part[key]),
          writable: true,
          enumerable: true,
          configurable: true,
        });
      return copy;
    };
    return clone(value);
  };

  const define = (name, value) =>
    Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
  define("crypto", { randomUUID, getRandomValues });
  define("TextEncoder", TextEncoder);
  define("TextDecoder", TextDecoder);
  define("structuredClone", structuredClone);
  define("global", globalThis);
  Math.random = random;
  Reflect.deleteProperty(globalThis, "SharedArrayBuffer");
  return seedWith;
})();
