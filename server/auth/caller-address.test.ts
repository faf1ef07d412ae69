import { expect, test } from "vitest";
import { addressIn, callerAddress } from "#server/auth/caller-address.ts";

test.each([
  ["without a proxy only the connection counts", "192.0.2.1", "203.0.113.9", 0, "192.0.2.1"],
  ["a proxy tells whom it was asked by", "10.0.0.1", "203.0.113.9", 1, "203.0.113.9"],
  ["what stands before the proxies' own anybody wrote", "10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"],
  ["a proxy that tells nothing is the caller", "10.0.0.1", undefined, 1, "10.0.0.1"],
  ["an IPv4 address is one, however it is written", "::ffff:192.0.2.1", undefined, 0, "192.0.2.1"],
  ["a connection that is gone has none", undefined, undefined, 0, "unknown"],
])("%s", (_, socket, forwarded, proxies, address) => {
  expect(callerAddress(socket, forwarded, proxies)).toBe(address);
});

test("headers that no web server has seen hold none", () => {
  expect(addressIn(new Headers({ "x-forwarded-for": "6.6.6.6" }))).toBeNull();
});
