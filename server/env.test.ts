import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import { parseEnv } from "node:util";
import { expect, test } from "vitest";
import { childEnv, readEnv, readSettings, Settings } from "#server/env.ts";

const DATABASE_URL = "postgres://someone@somewhere/heddle";

test("every setting but the database has a default", () => {
  const env = readEnv({ DATABASE_URL });

  expect(env).toMatchObject({ PORT: 3000, HEDDLE_LEASE_MS: 15_000, HEDDLE_POLL_MS: 2000, LOG_LEVEL: "info" });
  expect(env.DATABASE_DIRECT_URL).toBe(DATABASE_URL);
  expect(isAbsolute(env.HEDDLE_HOME)).toBe(true);
  expect(env.HEDDLE_URL).toBe("http://localhost:3000");
});

test("an empty variable counts as not set", () => {
  expect(readSettings({ PORT: "", HEDDLE_SECRET: "" })).toMatchObject({ PORT: 3000 });
});

test.each([
  ["PORT", "eighty"],
  ["PORT", "70000"],
  ["DATABASE_URL", "mysql://x"],
  ["REDIS_URL", "localhost:6379"],
  ["HEDDLE_SLOTS", "0"],
  ["HEDDLE_WORKER_TAGS", "gpu, Two"],
  ["HEDDLE_WORKER_TAGS", ","],
  ["HEDDLE_SECRET", "short"],
  ["HEDDLE_SECRET_PREVIOUS", `${"s".repeat(32)},short`],
  ["HEDDLE_URL", "heddle.example.org"],
  ["HEDDLE_METRICS_TOKEN", "short"],
  ["HEDDLE_METRICS_PORT", "0"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"],
  ["HEDDLE_OIDC_ISSUER", "id.example.org"],
  ["HEDDLE_OIDC_DEFAULT_ROLE", "owner"],
  ["HEDDLE_OIDC_TRUST_EMAIL", "perhaps"],
  ["HEDDLE_S3_URL", "s3.example.org/heddle"],
  ["LOG_LEVEL", "loud"],
])("a wrong %s (%s) is refused with an error that names it", (name, value) => {
  expect(() => readEnv({ DATABASE_URL, [name]: value })).toThrow(new RegExp(`^${name}: `));
});

test.each([
  ["HEDDLE_OIDC_CLIENT_ID", "HEDDLE_OIDC_ISSUER"],
  ["HEDDLE_OIDC_CLIENT_SECRET", "HEDDLE_OIDC_ISSUER"],
  ["HEDDLE_S3_KEY_ID", "HEDDLE_S3_URL"],
  ["HEDDLE_S3_SECRET", "HEDDLE_S3_URL"],
])("%s is needed once %s is set", (name, cause) => {
  const { [name]: _, ...given } = {
    HEDDLE_OIDC_ISSUER: "https://id.example.org",
    HEDDLE_OIDC_CLIENT_ID: "heddle",
    HEDDLE_OIDC_CLIENT_SECRET: "secret",
    HEDDLE_S3_URL: "https://s3.example.org/heddle",
    HEDDLE_S3_KEY_ID: "key",
    HEDDLE_S3_SECRET: "secret",
  } as Record<string, string>;

  expect(() => readSettings(given)).toThrow(`${name}: is not set, and ${cause} is`);
});

test("a process that needs a database says that DATABASE_URL is not set", () => {
  expect(() => readEnv({})).toThrow(/^DATABASE_URL: is not set/);
});

test("lists are separated by commas", () => {
  expect(readSettings({ HEDDLE_ALLOW_HOSTS: "a.example, b.example" }).HEDDLE_ALLOW_HOSTS).toEqual([
    "a.example",
    "b.example",
  ]);
});

test("earlier secrets are separated by commas, and none is the default", () => {
  const [one, two] = ["s".repeat(32), "with a blank ".repeat(3).trim()];
  expect(readSettings({ HEDDLE_SECRET_PREVIOUS: `${one}, ${two},` }).HEDDLE_SECRET_PREVIOUS).toEqual([one, two]);
  expect(readSettings({}).HEDDLE_SECRET_PREVIOUS).toEqual([]);
});

test("a child process gets this environment and what is to be different", () => {
  expect(childEnv({ PORT: "1" })).toMatchObject({ PATH: process.env.PATH, PORT: "1" });
});

test(".env.example names every setting with its default", () => {
  const example = parseEnv(readFileSync(".env.example", "utf8"));

  expect(Object.keys(example).sort()).toEqual(Object.keys(Settings.shape).sort());
  expect(readSettings(example)).toEqual(readSettings({}));
});

test("the README names every setting with its default", () => {
  const rows = readFileSync("README.md", "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word)));
  const defaults = new Map(rows.flatMap(([, names = [], values = []]) => names.map((name, i) => [name, values[i]])));

  for (const [name, value] of Object.entries(Settings.parse({}))) {
    expect([...defaults.keys()]).toContain(name);
    if (typeof value !== "object") expect(defaults.get(name), name).toBe(String(value));
  }
  expect([...defaults.keys()]).toEqual(expect.arrayContaining(Object.keys(Settings.shape)));
});
