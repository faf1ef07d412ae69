import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
const SCHEMA = join(import.meta.dirname, "../../prisma/schema.prisma");

const TYPES: Record<string, string> = {
  String: "text",
  Int: "integer",
  Float: "double precision",
  BigInt: "bigint",
  Boolean: "boolean",
  Json: "jsonb",
  Bytes: "bytea",
  DateTime: "timestamp(3) without time zone",
};
const NATIVE: Record<string, string> = {
  Uuid: "uuid",
  Json: "json",
  Date: "date",
  "Timestamptz(3)": "timestamp(3) with time zone",
  // Where moments lie closer together than a millisecond.
  "Timestamptz(6)": "timestamp(6) with time zone",
};

interface Block {
  kind: string;
  name: string;
  lines: string[];
}

/** The models and enums of the Prisma schema. */
function blocks(): Block[] {
  const text = readFileSync(SCHEMA, "utf8").replaceAll(/\/\/.*$/gm, "");
  return [...text.matchAll(/^(model|enum) (\w+) \{(.*?)^\}/gms)].map(([, kind = "", name = "", body = ""]) => ({
    kind,
    name,
    lines: body
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  }));
}

const mapped = (line: string): string | undefined => /@map\("(\w+)"\)/.exec(line)?.[1];
const tableOf = ({ name, lines }: Block): string =>
  lines.map((line) => /^@@map\("(\w+)"\)/.exec(line)?.[1]).find(Boolean) ?? name;

/** Each column as one line: table, name, type, whether it may be null. */
function columnsOfSchema(): string[] {
  const all = blocks();
  const enums = new Map(all.filter(({ kind }) => kind === "enum").map((block) => [block.name, tableOf(block)]));
  const models = all.filter(({ kind }) => kind === "model");
  const isModel = (type: string) => models.some(({ name }) => name === type);
  return models.flatMap((model) =>
    model.lines.flatMap((line) => {
      const [, field = "", type = "", mark = ""] = /^(\w+)\s+(\w+)(\?|\[\])?/.exec(line) ?? [];
      if (!type || isModel(type)) return [];
      const native = /@db\.(\S+)/.exec(line)?.[1];
      const base = native ? NATIVE[native] : (enums.get(type) ?? TYPES[type]);
      const list = mark === "[]";
      return [`${tableOf(model)}.${mapped(line) ?? field} ${base}${list ? "[]" : ""}${mark === "" ? " not null" : ""}`];
    }),
  );
}

test("the Prisma schema and the migrations name the same tables and columns, of the same types", async () => {
  const { rows } = await pool.query<{ column: string }>(
    `select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end as column
     from pg_attribute a
     join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
     where a.attnum > 0 and not a.attisdropped and c.relname <> '_prisma_migrations'`,
  );
  expect(columnsOfSchema().length).toBeGreaterThan(100);
  expect(columnsOfSchema().toSorted()).toEqual(rows.map(({ column }) => column).toSorted());
});

test("the Prisma schema and the migrations know the same indexes", async () => {
  const keyed = blocks()
    .filter(({ kind }) => kind === "model")
    .flatMap((model) =>
      model.lines.flatMap((line) => {
        const column = (field: string) =>
          mapped(model.lines.find((each) => each.startsWith(`${field} `)) ?? "") ?? field;
        const [, list, names = "", name] = /^@@(unique|index)\(\[(.*)\](?:, map: "(\w+)")?\)$/.exec(line) ?? [];
        if (name) return [name];
        const fields = list
          ? names.replaceAll(/\(sort: \w+\)/g, "").split(", ")
          : /@unique/.test(line)
            ? [line.split(/\s/)[0] ?? ""]
            : [];
        return fields.length > 0
          ? [`${tableOf(model)}_${fields.map(column).join("_")}_${list === "index" ? "idx" : "key"}`]
          : [];
      }),
    );
  const { rows } = await pool.query<{ indexname: string }>(
    "select indexname from pg_indexes where schemaname = 'public'",
  );
  const there = new Set(rows.map(({ indexname }) => indexname));
  expect(keyed.length).toBeGreaterThan(10);
  expect(keyed.filter((name) => !there.has(name))).toEqual([]);
});
