const ELLIPSIS = "…";

/** The text, cut where it is longer than so many bytes of UTF-8, and marked so; never within a character. */
export function cutText(text: string, maxBytes: number): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= maxBytes) return text;
  // A stream that may go on keeps the beginning of a character to itself.
  return new TextDecoder().decode(bytes.subarray(0, maxBytes), { stream: true }) + ELLIPSIS;
}
