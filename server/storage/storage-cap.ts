import { DomainError } from "#core/errors.ts";

/** What Heddle keeps, in bytes. */
export interface Stored {
  databaseBytes: number;
  artifactBytes: number;
}

/** How much may be kept, and how much is. */
export interface StorageCap {
  /** Refuses as long as more is kept than may be. Without a cap it asks nobody. */
  requireRoom(): Promise<void>;
  /** Whether more is kept than may be, measured now. Without a cap never, and it asks nobody. */
  isFull(): Promise<boolean>;
  /** What is kept, as it was last measured. */
  stored(): Promise<Stored>;
  /** Null without a cap. */
  readonly maxBytes: number | null;
}

/** For how long a measurement counts: a minute, or as long as keeps measuring a small part of all work. */
const COUNTS_MS = 60_000;
const COUNTS_TIMES = 20;
const GB = 1e9;

const sumOf = ({ databaseBytes, artifactBytes }: Stored): number => databaseBytes + artifactBytes;

/** In whole figures, so that what is a little over the cap reads so. */
const inGb = (bytes: number): string => (bytes / GB).toLocaleString("en", { maximumFractionDigits: 2 });

/**
 * Measures at the first question and then behind the answers, before one only where an old measurement would refuse.
 * A measurement that fails leaves the last one standing.
 */
export function createStorageCap(
  measure: () => Promise<Stored>,
  maxBytes: number | null,
  now: () => number = () => performance.now(),
): StorageCap {
  let last: Stored | undefined;
  let countsUntil = 0;
  let measuring: Promise<Stored> | undefined;

  async function measured(): Promise<Stored> {
    const begun = now();
    try {
      last = await measure();
      return last;
    } finally {
      measuring = undefined;
      countsUntil = now() + Math.max(COUNTS_MS, (now() - begun) * COUNTS_TIMES);
    }
  }

  async function stored(): Promise<Stored> {
    if (last && now() < countsUntil) return last;
    measuring ??= measured();
    if (!last) return measuring;
    measuring.catch(() => undefined);
    return last;
  }

  /** Nobody is refused by what was kept at another time. */
  async function current(): Promise<number> {
    const isOld = now() >= countsUntil;
    const known = sumOf(await stored());
    if (!isOld || known <= (maxBytes ?? known)) return known;
    return sumOf((await measuring?.catch(() => undefined)) ?? last ?? (await stored()));
  }

  return {
    maxBytes,
    stored,
    async isFull() {
      if (maxBytes === null) return false;
      measuring ??= measured();
      return sumOf(await measuring) > maxBytes;
    },
    async requireRoom() {
      if (maxBytes === null) return;
      const bytes = await current();
      if (bytes <= maxBytes) return;
      throw new DomainError(
        "full",
        `No new run is started: ${inGb(bytes)} GB are stored of the ${inGb(maxBytes)} that HEDDLE_MAX_GB allows. Let old runs go by a retention, or allow more`,
      );
    },
  };
}
