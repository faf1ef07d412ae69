const MAX_FAILURES = 10;
const WINDOW_MS = 5 * 60_000;
const MAX_KEPT = 10_000;

/** Slows down the guessing of one person's password, from wherever the guesses come. */
export interface SignInGuard {
  isBlocked(email: string, nowMs: number): boolean;
  failed(email: string, nowMs: number): void;
  succeeded(email: string): void;
}

/** After ten failures in a row an address is blocked until five minutes have passed since the last one. */
export function createSignInGuard(): SignInGuard {
  const failures = new Map<string, { count: number; lastMs: number }>();

  const recent = (email: string, nowMs: number) => {
    const entry = failures.get(email);
    return entry && nowMs - entry.lastMs < WINDOW_MS ? entry : null;
  };

  return {
    isBlocked: (email, nowMs) => (recent(email, nowMs)?.count ?? 0) >= MAX_FAILURES,
    failed(email, nowMs) {
      const count = (recent(email, nowMs)?.count ?? 0) + 1;
      failures.delete(email);
      failures.set(email, { count, lastMs: nowMs });
      const [oldest] = failures.keys();
      if (failures.size > MAX_KEPT && oldest !== undefined) failures.delete(oldest);
    },
    succeeded: (email) => void failures.delete(email),
  };
}
