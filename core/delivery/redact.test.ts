import { expect, test } from "vitest";
import { isSecretName, REDACTED, redactHeaders, redactJson, redactUrl } from "#core/delivery/redact.ts";

test.each([
  "Authorization",
  "Cookie",
  "x-api-key",
  "X-Auth-Token",
  "client_secret",
  "password",
  "accessToken",
  "sig.signature",
])("%s is a secret", (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each(["idempotency-key", "content-type", "tokens", "key", "author", "secretary", "heddle-trigger"])(
  "%s is none",
  (name) => {
    expect(isSecretName(name)).toBe(false);
  },
);

test("secret headers are left out, the others stay", () => {
  expect(redactHeaders({ authorization: "Bearer x", accept: "*/*" })).toEqual({
    authorization: REDACTED,
    accept: "*/*",
  });
});

test("an address loses its account and its secret parameters", () => {
  expect(redactUrl("https://me:pw@example.org/a?token=abc&page=2")).toBe(
    `https://${REDACTED}@example.org/a?token=${REDACTED}&page=2`,
  );
  expect(redactUrl("https://me@example.org/")).toBe(`https://${REDACTED}@example.org/`);
  expect(redactUrl("https://example.org/a")).toBe("https://example.org/a");
  expect(redactUrl("no address")).toBe("no address");
});

test("texts under secret names are left out of JSON, however deep", () => {
  expect(redactJson({ list: [{ password: "x", name: "y" }], token: { kind: "a" }, n: null })).toEqual({
    list: [{ password: REDACTED, name: "y" }],
    token: { kind: "a" },
    n: null,
  });
});
