const WINDOW_MS = 5 * 60_000;
const MAX_KEPT = 30_000;
/** From one address for one account. */
const MAX_FAILURES = 10;
/** From one address for whatever accounts. */
const MAX_BY_ADDRESS = 50;
/** For one account from wherever: high, so that a stranger cannot easily keep its owner out. */
const MAX_BY_ACCOUNT = 200;

interface Attempt {
  address: string;
  email: string;
}

/** Slows down the guessing of passwords. */
export interface SignInGuard {
  isBlocked(attempt: Attempt, nowMs: number): boolean;
  failed(attempt: Attempt, nowMs: number): void;
  succeeded(attempt: Attempt): void;
}

/**
 * After ten failures in a row an address is blocked for that account until five minutes have passed since the last one; the
 * account stays open to others. Many more, of one address or for one account, block that address or that account.
 */
export function createSignInGuard(): SignInGuard {
  const failures = new Map<string, { count: number; lastMs: number }>();

  const countOf = (key: string, nowMs: number): number => {
    const entry = failures.get(key);
    return entry && nowMs - entry.lastMs < WINDOW_MS ? entry.count : 0;
  };

  function count(key: string, nowMs: number): void {
    const next = countOf(key, nowMs) + 1;
    failures.delete(key);
    failures.set(key, { count: next, lastMs: nowMs });
    const [oldest] = failures.keys();
    if (failures.size > MAX_KEPT && oldest !== undefined) failures.delete(oldest);
  }

  return {
    isBlocked: (attempt, nowMs) => limitsOf(attempt).some(([key, max]) => countOf(key, nowMs) >= max),
    failed(attempt, nowMs) {
      for (const [key] of limitsOf(attempt)) count(key, nowMs);
    },
    succeeded(attempt) {
      // What else came from the address, or for the account from elsewhere, still counts.
      failures.delete(pairOf(attempt));
    },
  };
}

const pairOf = ({ address, email }: Attempt) => `${address} ${email}`;

const limitsOf = (attempt: Attempt): [key: string, max: number][] => [
  [pairOf(attempt), MAX_FAILURES],
  [`from ${attempt.address}`, MAX_BY_ADDRESS],
  [`for ${attempt.email}`, MAX_BY_ACCOUNT],
];
