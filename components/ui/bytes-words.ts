const UNITS = ["B", "kB", "MB", "GB", "TB"];
const STEP = 1_000;

/** A size for people: "812 B", "4.1 kB", "12 MB". */
export function bytesWords(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= STEP && unit < UNITS.length - 1) {
    amount /= STEP;
    unit += 1;
  }
  return `${unit === 0 || amount >= 10 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[unit]}`;
}
