import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import parse from "parse-prometheus-text-format";
import { expect, test } from "vitest";
import { createStorageCap } from "#server/storage/storage-cap.ts";
import { testDatabase } from "#server/testing/database.ts";
import { webMetrics } from "#server/watch/open-web-watch.ts";
import { processRegistry } from "#server/watch/process-metrics.ts";
import { WorkerMetrics } from "#worker/watch/worker-metrics.ts";

const { pool } = await testDatabase();
const CAP = createStorageCap(async () => ({ databaseBytes: 1, artifactBytes: 1 }), 1e9);
const TEXTS = {
  web: await webMetrics(pool, 15_000, CAP, (error) => {
    throw error;
  }).text(),
  worker: await new WorkerMetrics(processRegistry()).registry.metrics(),
};
const ALL = Object.values(TEXTS).join("\n");

/** What Prometheus would say of a text, by `promtool`; null where there is none. */
function promtool(text: string): string | null {
  const { error, status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], { input: text });
  if (error) return null;
  return status === 0 ? "" : `${stdout}${stderr}`;
}

const typesIn = (text: string) =>
  [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", type = ""]) => ({ name, type }));
const OWN = typesIn(ALL).filter(({ name }) => name.startsWith("heddle_"));
const KNOWN = new Set(
  typesIn(ALL).flatMap(({ name, type }) =>
    type === "histogram" ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  ),
);
const namedIn = (text: string): string[] => [
  ...new Set(text.match(/\b(heddle|process|nodejs)_[a-z][a-z0-9_]*\b/g) ?? []),
];

test.each(Object.entries(TEXTS))(
  "promtool, or where there is none a parser, finds no fault in the metrics of the %s process",
  (_, text) => {
    const complaints = promtool(text);
    if (complaints !== null) return expect(complaints).toBe("");
    const families = parse(text);

    expect(families.map(({ name }) => name)).toEqual(typesIn(text).map(({ name }) => name));
    for (const { name, help } of families) expect(help, name).toMatch(/\S/);
  },
);

test("names follow the conventions: base units, _total for counters alone, no type in a name", () => {
  expect(OWN.length).toBeGreaterThan(20);
  for (const { name, type } of OWN) {
    expect(name, name).toMatch(/^heddle(_[a-z]+)+$/);
    expect(name.endsWith("_total"), name).toBe(type === "counter");
    expect(name, name).not.toMatch(/_(ms|milliseconds|minutes|kb|mb|gauge|counter|histogram|count|sum|bucket)(_|$)/);
    if (/duration|_age_/.test(name)) expect(name).toMatch(/_seconds$/);
    if (/_size_/.test(name)) expect(name).toMatch(/_bytes$/);
  }
});

test("the two processes have no metric in common but those of any process", () => {
  const [web, worker] = Object.values(TEXTS).map((text) => new Set(typesIn(text).map(({ name }) => name)));
  const shared = [...(web ?? [])].filter((name) => worker?.has(name) && name.startsWith("heddle_"));

  expect(shared).toEqual([]);
});

test("the dashboard names only metrics that exist", () => {
  const named = namedIn(readFileSync("deploy/grafana/heddle.json", "utf8"));

  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !KNOWN.has(name))).toEqual([]);
});

test("the guide for operators names each metric of Heddle, and none that does not exist", () => {
  const listed = readFileSync("docs/operating.md", "utf8").match(/`heddle_[a-z_]+/g) ?? [];
  const named = listed.map((name) => name.slice(1));

  expect([...new Set(named)].sort()).toEqual(OWN.map(({ name }) => name).sort());
});
