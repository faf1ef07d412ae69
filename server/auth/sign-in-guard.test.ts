import { expect, test } from "vitest";
import { createSignInGuard } from "#server/auth/sign-in-guard.ts";

const ada = (address: string) => ({ address, email: "ada@example.org" });

function failing(count: number, attemptOf: (index: number) => { address: string; email: string }, nowMs = 0) {
  const guard = createSignInGuard();
  for (let index = 0; index < count; index += 1) guard.failed(attemptOf(index), nowMs);
  return guard;
}

test("ten failures in a row block an account for the address that they came from, and for no other", () => {
  const guard = failing(10, () => ada("a"));

  expect(guard.isBlocked(ada("a"), 1)).toBe(true);
  expect(guard.isBlocked(ada("b"), 1)).toBe(false);
  expect(guard.isBlocked({ address: "a", email: "bob@example.org" }, 1)).toBe(false);
});

test("nine do not, and a success in between starts the count over", () => {
  const guard = failing(9, () => ada("a"));
  expect(guard.isBlocked(ada("a"), 1)).toBe(false);
  guard.succeeded(ada("a"));
  guard.failed(ada("a"), 1);

  expect(guard.isBlocked(ada("a"), 1)).toBe(false);
});

test("five minutes after the last failure the block is over", () => {
  const guard = failing(10, () => ada("a"), 1_000);

  expect(guard.isBlocked(ada("a"), 300_999)).toBe(true);
  expect(guard.isBlocked(ada("a"), 301_000)).toBe(false);
});

test("fifty failures for whatever accounts block their address", () => {
  const guard = failing(50, (index) => ({ address: "a", email: `${index}@example.org` }));

  expect(guard.isBlocked(ada("a"), 1)).toBe(true);
  expect(guard.isBlocked(ada("b"), 1)).toBe(false);
});

test("two hundred failures for one account from everywhere block it", () => {
  const guard = failing(200, (index) => ada(String(index)));

  expect(guard.isBlocked(ada("another"), 1)).toBe(true);
});
