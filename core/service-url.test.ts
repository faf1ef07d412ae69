import { expect, test } from "vitest";
import { baseUrlProblem, checkedBelow, isBelow, pathProblem, urlBelow } from "#core/service-url.ts";

const BASE = "https://api.example.org/v1";

test.each([
  ["users", "https://api.example.org/v1/users"],
  ["/users", "https://api.example.org/v1/users"],
  ["/users/", "https://api.example.org/v1/users/"],
  ["users?q=a%20b&to=https://x.example/", "https://api.example.org/v1/users?q=a%20b&to=https://x.example/"],
  ["users?up=../..", "https://api.example.org/v1/users?up=../.."],
  ["a/..b/c...d", "https://api.example.org/v1/a/..b/c...d"],
  ["@evil.example/x", "https://api.example.org/v1/@evil.example/x"],
  ["a%20b", "https://api.example.org/v1/a%20b"],
  ["100%25", "https://api.example.org/v1/100%25"],
  ["größe", "https://api.example.org/v1/gr%C3%B6%C3%9Fe"],
  ["/", "https://api.example.org/v1"],
  ["", "https://api.example.org/v1"],
  ["?q=1", "https://api.example.org/v1?q=1"],
])("%j is a path below a service", (path, url) => {
  expect(urlBelow(BASE, path)).toEqual({ url, problem: null });
});

test("a base that ends in a slash, or has no path, is no other", () => {
  expect(urlBelow(`${BASE}/`, "/users").url).toBe("https://api.example.org/v1/users");
  expect(urlBelow("https://api.example.org", "users").url).toBe("https://api.example.org/users");
  expect(urlBelow("http://api.example.org:8080/a//", "users").url).toBe("http://api.example.org:8080/a/users");
});

test.each([
  "..",
  ".",
  "../admin",
  "/../admin",
  "users/../../admin",
  "users/..",
  "./users",
  "%2e%2e/admin",
  "users/%2E%2e/admin",
  "users/.%2e/admin",
  "..%2fadmin",
  "users%2f..%2f..%2fadmin",
  "%252e%252e/admin",
  "%25252e%25252e%25252fadmin",
  `%${"25".repeat(8)}2e/admin`,
  "..\\admin",
  "\\\\evil.example/x",
  "..%5cadmin",
  "..;/admin",
  "users/..;x=1/admin",
  "//evil.example/x",
  "///evil.example/x",
  "/\t/evil.example/x",
  "/\n/evil.example/x",
  " //evil.example",
  "https://evil.example/",
  "HTTPS:evil.example",
  "javascript:alert(1)",
  "file:///etc/passwd",
  "users\u0000",
  "users\u0001/../x",
  "users#../x",
  "users%",
  "users%zz",
  "a b",
])("%j is refused: it would not stay below the service", (path) => {
  expect(pathProblem(path)).not.toBeNull();
  expect(urlBelow(BASE, path)).toEqual({ url: null, problem: expect.any(String) });
});

test.each([
  ["ftp://example.org", "http or https"],
  ["example.org", "http or https"],
  ["http:example.org", "http or https"],
  ["https://", "http or https"],
  ["https:///x", "http or https"],
  ["", "http or https"],
  ["https://a b/", "http or https"],
  ["https://example.org\\@evil.example", "http or https"],
  ["https://user:pass@example.org", "user name or password"],
  ["https://user@example.org", "user name or password"],
  ["https://example.org/?key=1", "query or a fragment"],
  ["https://example.org/#x", "query or a fragment"],
])("%j is no base URL", (text, why) => {
  expect(baseUrlProblem(text)).toContain(why);
});

test("an address elsewhere is none of the service, however it came about", () => {
  expect(checkedBelow(BASE, new URL("https://api.example.org/v2/users"))).toEqual({
    url: null,
    problem: "leaves the service's address",
  });
});

test("only the same origin and what lies under the path belongs to a service", () => {
  expect(isBelow(BASE, new URL("https://api.example.org/v1/x"))).toBe(true);
  expect(isBelow(BASE, new URL("https://api.example.org/v1"))).toBe(true);
  expect(isBelow(BASE, new URL("https://api.example.org/v10/x"))).toBe(false);
  expect(isBelow(BASE, new URL("https://api.example.org/v1/../v2"))).toBe(false);
  expect(isBelow(BASE, new URL("http://api.example.org/v1/x"))).toBe(false);
  expect(isBelow(BASE, new URL("https://api.example.org:444/v1/x"))).toBe(false);
});
