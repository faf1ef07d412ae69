export const MAX_TEXT_BYTES = 10 * 1024 * 1024;

const mebibytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

/** First bytes that give a file away as something other than text. */
const SIGNATURES: [string, number[]][] = [
  ["a ZIP archive (or an Office document, which is one)", [0x50, 0x4b]],
  ["a PDF", [0x25, 0x50, 0x44, 0x46]],
  ["a gzip archive", [0x1f, 0x8b]],
  ["a PNG picture", [0x89, 0x50, 0x4e, 0x47]],
  ["a JPEG picture", [0xff, 0xd8, 0xff]],
];

/**
 * What a file says as text, or a sentence that names the field and why the file is refused:
 * more than 10 MiB, a known binary format, NUL bytes, not UTF-8.
 */
export function textOf(bytes: Uint8Array, fileName: string, field: string): { text: string } | { refusal: string } {
  if (bytes.byteLength > MAX_TEXT_BYTES)
    return {
      refusal: `${field}: ${fileName} has ${mebibytes(bytes.byteLength)}; at most ${mebibytes(MAX_TEXT_BYTES)} are taken.`,
    };
  const known = SIGNATURES.find(
    ([, signature]) => bytes.length >= signature.length && signature.every((byte, index) => bytes[index] === byte),
  );
  const isReallyZip = known?.[1].length !== 2 || bytes[0] !== 0x50 || [3, 5, 7].includes(bytes[2] ?? 0);
  if (known && isReallyZip)
    return {
      refusal: `${field}: ${fileName} is ${known[0]}, not plain text. Save its text as a .txt file and choose that.`,
    };
  if (bytes.includes(0)) return { refusal: `${field}: ${fileName} contains NUL bytes, so it is not plain text.` };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { refusal: `${field}: ${fileName} is not encoded as UTF-8. Save it as UTF-8 and choose it again.` };
  }
}

/** Reads a file that someone chose. A file too large is refused before it is read. */
export async function readTextFile(file: File, field: string) {
  if (file.size > MAX_TEXT_BYTES)
    return {
      refusal: `${field}: ${file.name} has ${mebibytes(file.size)}; at most ${mebibytes(MAX_TEXT_BYTES)} are taken.`,
    };
  return textOf(new Uint8Array(await file.arrayBuffer()), file.name, field);
}
